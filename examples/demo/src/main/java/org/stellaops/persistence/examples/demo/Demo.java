// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.examples.demo.injection.FoundDifferences;
import org.stellaops.persistence.examples.demo.report.DemoReport;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;

/** One run of the demo, from empty databases to the report. For one thread. */
public final class Demo {

    private final Setting setting;
    private final MeterRegistry meters;
    private final InstantSource clock = InstantSource.system();

    /** A run whose meters nobody reads. */
    public Demo(DemoOptions options, Terminal terminal) {
        this(options, terminal, new SimpleMeterRegistry());
    }

    /** A run that counts in this registry. */
    public Demo(DemoOptions options, Terminal terminal, MeterRegistry meters) {
        this.setting = new Setting(options, terminal, System::nanoTime);
        this.meters = meters;
    }

    /**
     * Executes the run; failed claims are in the verdict.
     *
     * @throws IOException if a file cannot be read or written; the message names it
     */
    public DemoReport run() throws IOException, InterruptedException {
        setting.terminal().line("starting an embedded PostgreSQL and an embedded MongoDB stand-in");
        try (DemoDatabases databases = DemoDatabases.start()) {
            DemoReport.Engines engines = databases.engines();
            setting.terminal().line("legacy: " + engines.legacy() + ", target: " + engines.target());
            FoundDifferences differences = new FoundDifferences(Advisories.TYPE);
            StageTally tally = new StageTally(Stage.LEGACY_ONLY, clock.instant());
            DemoEvents events = new DemoEvents(tally, differences);
            try (Persistence persistence = Persistence.builder(databases.config())
                    .modules(ModuleDescriptor.of("vuln", Advisories.TYPE))
                    .listener(events)
                    .meters(meters)
                    .open()) {
                DemoModule module = new DemoModule(persistence.module(Advisories.TYPE.module()), events, setting);
                return new DemoRun(setting, databases, module, events, tally).run(engines);
            }
        }
    }
}
