// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.status.action.StageActions;
import org.stellaops.persistence.status.activity.StatusEvents;
import org.stellaops.persistence.status.internal.collect.Collector;
import org.stellaops.persistence.status.internal.collect.InspectedModuleProbe;
import org.stellaops.persistence.status.internal.collect.ModuleProbe;
import org.stellaops.persistence.status.internal.collect.OpenModuleProbe;
import org.stellaops.persistence.status.internal.json.SnapshotJson;
import org.stellaops.persistence.status.internal.web.ActionDesk;
import org.stellaops.persistence.status.internal.web.PageDocuments;

/** Builds a {@link StatusPage}. Not for concurrent use. */
public final class StatusPageBuilder {

    private final List<ModuleProbe> probes;
    private final boolean lookedAt;
    private StatusEvents events = new StatusEvents();
    private Optional<StageActions> actions = Optional.empty();
    private String service = "";
    private InstantSource clock = InstantSource.system();
    private Collector.Rhythm rhythm = Collector.Rhythm.defaults();

    private StatusPageBuilder(List<ModuleProbe> probes, boolean lookedAt) {
        this.probes = probes;
        this.lookedAt = lookedAt;
    }

    /** A page of whatever answers like a module. */
    static StatusPageBuilder of(List<ModuleProbe> probes) {
        return new StatusPageBuilder(probes, true);
    }

    static StatusPageBuilder of(Persistence persistence) {
        StatusPageBuilder builder = new StatusPageBuilder(
                persistence.modules().stream()
                        .<ModuleProbe>map(OpenModuleProbe::new)
                        .toList(),
                false);
        builder.actions = Optional.of(StageActions.of(persistence));
        return builder;
    }

    static StatusPageBuilder of(Inspection inspection) {
        return new StatusPageBuilder(
                inspection.modules().stream()
                        .<ModuleProbe>map(InspectedModuleProbe::new)
                        .toList(),
                true);
    }

    /** What collects the events of the modules; without it the page shows no latencies and no progress. */
    @CanIgnoreReturnValue
    public StatusPageBuilder events(StatusEvents collected) {
        this.events = collected;
        return this;
    }

    /** What carries out orders; for modules of this process they are carried out here. */
    @CanIgnoreReturnValue
    public StatusPageBuilder actions(StageActions other) {
        this.actions = Optional.of(other);
        return this;
    }

    /** Leaves orders out. */
    @CanIgnoreReturnValue
    public StatusPageBuilder withoutActions() {
        this.actions = Optional.empty();
        return this;
    }

    /** The name of the service, for the title. */
    @CanIgnoreReturnValue
    public StatusPageBuilder service(String name) {
        this.service = name;
        return this;
    }

    /** The clock, if not that of the machine. */
    @CanIgnoreReturnValue
    public StatusPageBuilder clock(InstantSource other) {
        this.clock = other;
        return this;
    }

    /**
     * How often the stores are asked where modules stand; two seconds by default. Gates, dead letters and the audit trail are
     * asked a fifth as often.
     *
     * @throws IllegalArgumentException if it is shorter than 100 ms or longer than an hour
     */
    @CanIgnoreReturnValue
    public StatusPageBuilder askEvery(Duration interval) {
        if (interval.toMillis() < 100 || interval.toHours() >= 1) {
            throw new IllegalArgumentException("interval must be 100 ms to an hour, but was " + interval);
        }
        this.rhythm = new Collector.Rhythm(interval, rhythm.seldom());
        return this;
    }

    /** Starts the threads of the page. */
    public StatusPage start() {
        Collector collector = new Collector(probes, events, clock, rhythm);
        Optional<ActionDesk> desk = actions.map(it -> new ActionDesk(it, clock, collector::askSoon));
        PageDocuments documents = new PageDocuments(collector, new SnapshotJson.Frame(service, lookedAt), desk, clock);
        collector.start(documents::publish);
        return new StatusPage(collector, documents, desk);
    }
}
