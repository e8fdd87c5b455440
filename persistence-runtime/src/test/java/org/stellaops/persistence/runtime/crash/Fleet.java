// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** Services of one module in processes of their own, with the default gates, and what is known of each. */
final class Fleet implements AutoCloseable {

    /** How long a process that says nothing is waited for. */
    static final Duration LEASE = Duration.ofSeconds(3);

    /** A service that starts again serves by the record, whatever its file says. */
    private static final String STAGES = "lease: 3s, at-start: report, window: 5s";

    private static final StartOptions WITH_GATES = new StartOptions(StartOptions.Version.CURRENT, Duration.ZERO, true);

    private final Scene scene;
    private final LeaderSteps steps = new LeaderSteps();
    private final Map<ServiceProcess, ServiceTimes> times = new LinkedHashMap<>();

    Fleet(Path folder, int services) {
        scene = new Scene(folder, Timeouts.MODERATE, STAGES, Collections.nCopies(services, () -> WITH_GATES));
        scene.services().forEach(steps::listenTo);
        begin();
    }

    Scene scene() {
        return scene;
    }

    LeaderSteps steps() {
        return steps;
    }

    List<ServiceProcess> services() {
        return scene.services();
    }

    /** When this service answered. */
    ServiceTimes times(ServiceProcess service) {
        return times.get(service);
    }

    /** The services that are neither dead nor stopped nor cut off at this moment. */
    List<ServiceProcess> unharmed() {
        return services().stream()
                .filter(it -> it.isReady() && times(it).isUp())
                .toList();
    }

    ServiceProcess anyUnharmed(SplittableRandom random) {
        List<ServiceProcess> unharmed = unharmed();
        return unharmed.get(random.nextInt(unharmed.size()));
    }

    /** The way of one service to one database. */
    FaultProxy way(ServiceProcess service, Side side) {
        return scene.ways(side, services().indexOf(service)).get(0);
    }

    /** Forgets when services answered. */
    void begin() {
        services().forEach(it -> times.put(it, new ServiceTimes()));
    }

    /** Starts one who writes and one who reads through each service. */
    void probe(int round, Load load) {
        for (ServiceProcess it : services()) {
            Prober.startWriter(round, it, load, times(it).writes());
            Prober.startReader(round, it, load, times(it).reads(), services());
        }
    }

    @Override
    public void close() {
        scene.close();
    }
}
