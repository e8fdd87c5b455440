// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cli.terminal.ProgressBar;
import org.stellaops.persistence.examples.demo.injection.DifferenceInjector;
import org.stellaops.persistence.examples.demo.injection.FoundDifferences;
import org.stellaops.persistence.examples.demo.injection.InjectedDifference;
import org.stellaops.persistence.examples.demo.injection.TargetTables;
import org.stellaops.persistence.examples.demo.live.LiveLoad;
import org.stellaops.persistence.examples.demo.report.AtomicFile;
import org.stellaops.persistence.examples.demo.report.DemoReport;
import org.stellaops.persistence.examples.demo.report.DemoVerdict;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.value.ContentHash;

/** A run on open databases: load, migrate, check for losses, export, decide the verdict. For one thread. */
final class DemoRun {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The load has one record of its own per this many writes. */
    private static final long WRITES_PER_OWN_KEY = 10;

    private final Setting setting;
    private final DemoOptions options;
    private final DemoModule module;
    private final DemoDatabases databases;
    private final TargetTables tables;
    private final DemoEvents events;
    private final StageTally tally;
    private final List<String> failures = new ArrayList<>();

    DemoRun(Setting setting, DemoDatabases databases, DemoModule module, DemoEvents events, StageTally tally) {
        this.setting = setting;
        this.options = setting.options();
        this.module = module;
        this.databases = databases;
        this.tables = new TargetTables(databases.target(), Advisories.TYPE);
        this.events = events;
        this.tally = tally;
    }

    /** The records of the load and of the injector. */
    private record Ground(LegacyLoad loading, SortedMap<RecordKey, ContentHash> touched, String prefix) {

        LoadedAdvisories loaded() {
            return loading.loaded();
        }

        SortedSet<RecordKey> touchedKeys() {
            return new TreeSet<>(touched.keySet());
        }
    }

    DemoReport run(DemoReport.Engines engines) throws IOException, InterruptedException {
        long began = setting.ticker().getAsLong();
        LegacyLoad loading = new Loading(setting, databases.legacy()).load();
        Ground ground = new Ground(
                loading,
                loading.loaded().tenth(options.seed()),
                loading.loaded().freePrefix());
        try (ProgressBar bar = setting.bar("live writes", options.writes())) {
            CountedWrites counts = new CountedWrites(tally, bar);
            DifferenceInjector injector = injector(ground, counts);
            try (LiveLoad load = LiveLoad.start(module.records(), plan(ground), counts, setting.ticker())) {
                Walk walk = new Walk(module, load, injector, new FoundDifferences(Advisories.TYPE), options.writes());
                go(walk);
                load.stop();
                bar.finish();
                DemoReport report = report(engines, ground, load, injector, walk, began);
                return report.withVerdict(DemoVerdict.of(report, failures));
            }
        }
    }

    private LiveLoad.Plan plan(Ground ground) {
        int ownKeys = Math.toIntExact(Math.min(Integer.MAX_VALUE, options.writes() / WRITES_PER_OWN_KEY));
        return new LiveLoad.Plan(options.seed(), ground.prefix(), ownKeys, ground.touched());
    }

    private DifferenceInjector injector(Ground ground, CountedWrites counts) {
        return new DifferenceInjector(
                module.records(),
                module.legacy(),
                tables,
                counts,
                ground.prefix(),
                ground.loaded().without(ground.touchedKeys()),
                options.seed());
    }

    /** A migration that fails becomes a verdict, not a crash: the results so far are reported. */
    private void go(Walk walk) throws InterruptedException {
        try {
            walk.go();
        } catch (RuntimeException e) {
            failures.add("in " + module.stage() + " the run broke off: " + e.getMessage());
        }
        failures.addAll(walk.failures());
        events.refused().forEach(it -> failures.add("a store refused " + it));
    }

    private DemoReport report(
            DemoReport.Engines engines,
            Ground ground,
            LiveLoad load,
            DifferenceInjector injector,
            Walk walk,
            long began)
            throws IOException {
        SortedSet<InjectedDifference> falsePositives = events.seen();
        falsePositives.addAll(walk.found());
        falsePositives.removeAll(walk.injected());
        List<Double> pauses = load.longestPauses();
        long lost = load.lost(module.leader()).size() + lostOf(injector);
        return new DemoReport(
                options.seed(),
                engines,
                ground.loading().counts(),
                ground.touchedKeys().stream().map(RecordKey::id).toList(),
                ground.prefix(),
                tally.entries(),
                List.copyOf(walk.injected()),
                List.copyOf(walk.found()),
                List.copyOf(walk.repaired()),
                List.copyOf(falsePositives),
                load.acknowledged() + injector.own().size(),
                load.unknown(),
                lost,
                load.staleReads(),
                pauses.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                pauses,
                walk.comparisons(),
                tables.rows(),
                export(ground),
                (setting.ticker().getAsLong() - began) / NANOS_PER_MILLI,
                "");
    }

    private long lostOf(DifferenceInjector injector) {
        return injector.own().entrySet().stream()
                .filter(it -> !module.leader()
                        .find(it.getKey())
                        .map(StoredRecord::content)
                        .map(ContentHash::of)
                        .equals(Optional.of(it.getValue())))
                .count();
    }

    private DemoReport.@Nullable ExportCheck export(Ground ground) throws IOException {
        if (options.export().isEmpty()) {
            return null;
        }
        Path file = options.export().get();
        try (ProgressBar bar = setting.bar("export", module.target().count())) {
            Exporter exporter = new Exporter(module.target(), ground.loaded(), ground.touchedKeys(), bar);
            new AtomicFile(file).write(exporter::writeTo);
            return exporter.check();
        } catch (IOException e) {
            throw new IOException("writing the export to " + file + " failed: " + e.getMessage(), e);
        }
    }
}
