// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** Services of one module with cohorts in processes of their own, with the default gates, and what is known of each. */
final class Fleet implements AutoCloseable {

    /** How long a process that says nothing is waited for. */
    static final Duration LEASE = Duration.ofSeconds(3);

    /** A service that starts again serves by the record, whatever its file says. */
    private static final String STAGES = "lease: 3s, at-start: report, window: 5s";

    private static final StartOptions WITH_GATES = new StartOptions(StartOptions.Version.DIVIDED, Duration.ZERO, true);

    private static final List<Share> SHARES = List.of(
            new Share("pilot", true, List.of("acme", "globex")),
            new Share("rest", false, List.of("initech", "umbrella")));

    private final Scene scene;
    private final List<FleetCohort> cohorts;
    private final Set<ServiceProcess> down = ConcurrentHashMap.newKeySet();

    Fleet(Path folder, int services) {
        scene = new Scene(folder, Timeouts.MODERATE, STAGES, Collections.nCopies(services, () -> WITH_GATES), SHARES);
        cohorts = SHARES.stream().map(it -> new FleetCohort(it, scene.kinds())).toList();
        scene.services()
                .forEach(service ->
                        service.listen(line -> cohorts.forEach(it -> it.steps().hear(service, line))));
    }

    Scene scene() {
        return scene;
    }

    List<FleetCohort> cohorts() {
        return cohorts;
    }

    List<ServiceProcess> services() {
        return scene.services();
    }

    /** From now on it is dead, stopped or cut off. */
    void goesDown(ServiceProcess service) {
        down.add(service);
        cohorts.forEach(it -> it.times(service).down());
    }

    /** Nothing is in its way any more. */
    void isUp(ServiceProcess service) {
        cohorts.forEach(it -> it.times(service).up());
        down.remove(service);
    }

    /** The services that are neither dead nor stopped nor cut off at this moment. */
    List<ServiceProcess> unharmed() {
        return services().stream()
                .filter(it -> it.isReady() && !down.contains(it))
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

    @Override
    public void close() {
        scene.close();
    }
}
