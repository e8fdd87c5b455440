// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;

/** One cohort of the fleet's module: who leads it, what services said of its changes of leader, and when its callers were answered. */
final class FleetCohort {

    private final Share share;
    private final Lead lead;
    private final LeaderSteps steps;
    private final Map<ServiceProcess, ServiceTimes> times = new LinkedHashMap<>();
    private Optional<Load> load = Optional.empty();

    FleetCohort(Share share, Tally kinds) {
        this.share = share;
        this.lead = new Lead(Stage.LEGACY_ONLY, kinds, share);
        this.steps = new LeaderSteps(share.module());
    }

    String name() {
        return share.cohort();
    }

    Share share() {
        return share;
    }

    Lead lead() {
        return lead;
    }

    LeaderSteps steps() {
        return steps;
    }

    /** The callers of this round. */
    Load load() {
        return load.orElseThrow();
    }

    /** When this service answered callers of the cohort. */
    ServiceTimes times(ServiceProcess service) {
        return times.get(service);
    }

    /** Which store leads when nobody moves the lead. */
    Side leader() {
        return lead.wanted().leader();
    }

    /** Forgets when services answered, and judges what is called from now on. */
    void begin(List<ServiceProcess> services, Load next) {
        services.forEach(it -> times.put(it, new ServiceTimes()));
        load = Optional.of(next);
        steps.tell(next.epochs());
    }

    /** Starts the callers, and one who writes and one who reads through each service. */
    void start(List<ServiceProcess> services, int round, long seed) {
        load().start(services, round, seed);
        for (ServiceProcess it : services) {
            Prober.startWriter(round, it, this);
            Prober.startReader(round, it, this, services);
        }
    }

    /** How many writes were refused because the lead moves, or has moved. */
    long refusedByMoves() {
        return load().tally().of(Tally.OUT_OF_DATE);
    }

    Duration longest(ToLongFunction<ServiceTimes> gap) {
        return Duration.ofNanos(times.values().stream().mapToLong(gap).max().orElse(0));
    }
}
