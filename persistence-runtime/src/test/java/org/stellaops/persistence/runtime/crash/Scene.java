// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** Two databases, some services, and a proxy on each way between them. */
final class Scene implements AutoCloseable {

    private static final String CONFIG = """
            persistence:
              mongo:
                uri: "mongodb://localhost:%4$d"
                database: %5$s
                connect-timeout: %2$s
                server-selection-timeout: %2$s
                deadline: %3$s
                max-pool-size: 6
              postgres:
                jdbc-url: "%6$s"
                user: "%7$s"
                security: { login: warn }
                pool: { max-size: 4, maintenance-size: 2 }
                connect-timeout: %2$s
                statement-timeout: %3$s
                lock-timeout: %2$s
              stages: { poll-interval: 50ms, follow-interval: 100ms, %8$s }
              modules:
                crash: { %1$s, follower: { threads: 4, queue: 500, breaker: { open-for: 300ms } } }
            """;

    /** A service that starts again asks for what its file says. */
    private static final String STAGES_OF_FILES = "lease: 3s, at-start: ask, gates: { watch: 1s }";

    private static final int ONE_DRAIN_MILLIS = 5_000;
    private static final int LONGEST_DRAIN_MILLIS = 120_000;
    private static final int BETWEEN_DRAINS_MILLIS = 50;

    private final List<Share> shares;
    private final Databases databases = new Databases();
    private final Tally kinds = new Tally();
    private volatile Keys keys = new Keys(0, 1);
    private final Lead lead = new Lead(Stage.LEGACY_ONLY, kinds);
    private final List<Ways> ways = new ArrayList<>();
    private final List<ServiceProcess> services = new ArrayList<>();

    /** The ways of one service. */
    record Ways(FaultProxy legacy, FaultProxy target) {

        FaultProxy to(Side side) {
            return side == Side.LEGACY ? legacy : target;
        }
    }

    /** Services of one version, with the right time and without gates. */
    Scene(Path folder, Timeouts timeouts) {
        this(folder, timeouts, List.of(StartOptions::current, StartOptions::current));
    }

    /**
     * Services that are started as these say, each anew.
     *
     * @param options one for each service
     */
    Scene(Path folder, Timeouts timeouts, List<Supplier<StartOptions>> options) {
        this(folder, timeouts, STAGES_OF_FILES, options);
    }

    /**
     * The same, with other settings of stages.
     *
     * @param stages in the section of that name
     */
    Scene(Path folder, Timeouts timeouts, String stages, List<Supplier<StartOptions>> options) {
        this(folder, timeouts, stages, options, List.of(Share.WHOLE));
    }

    /**
     * The same, of a module that may be divided into cohorts.
     *
     * @param shares the cohorts, or the whole
     */
    Scene(Path folder, Timeouts timeouts, String stages, List<Supplier<StartOptions>> options, List<Share> shares) {
        this.shares = List.copyOf(shares);
        for (int i = 0; i < options.size(); i++) {
            String name = Character.toString('a' + i);
            Ways its = new Ways(
                    FaultProxy.before(databases.legacy()),
                    FaultProxy.before(databases.target().address()));
            ways.add(its);
            StageFile file = new StageFile(
                    folder.resolve("service-" + name + ".yaml"), config(its, timeouts, stages), shares, lead.wanted());
            services.add(new ServiceProcess(name, file, folder.resolve("service-" + name + ".log"), options.get(i)));
        }
    }

    /** The keys of the round that is played. */
    Keys keys() {
        return keys;
    }

    /** Before a round is played. */
    void play(Keys next) {
        keys = next;
    }

    /** How often each kind of thing happened beside what callers do. */
    Tally kinds() {
        return kinds;
    }

    Databases databases() {
        return databases;
    }

    Lead lead() {
        return lead;
    }

    List<ServiceProcess> services() {
        return services;
    }

    /** The ways of a service, or of all. */
    List<FaultProxy> ways(Side side, int which) {
        return which < ways.size()
                ? List.of(ways.get(which).to(side))
                : ways.stream().map(it -> it.to(side)).toList();
    }

    /** Lifts every fault. */
    void calm() {
        ways.stream().flatMap(it -> Stream.of(it.legacy(), it.target())).forEach(FaultProxy::forward);
        databases.disk().directory().ifPresent(it -> databases.disk().free());
    }

    /**
     * Has the services bring over what is pending, at once.
     *
     * @return what is left after this time; empty if nothing is
     */
    Optional<String> drain(Duration longest) throws InterruptedException {
        return untilNothingIsLeft("drain " + ONE_DRAIN_MILLIS, longest);
    }

    /** As {@link #drain}, but only waits for what both services do by themselves. */
    Optional<String> awaitConvergence(Duration longest) throws InterruptedException {
        return untilNothingIsLeft("left", longest);
    }

    private Optional<String> untilNothingIsLeft(String question, Duration longest) throws InterruptedException {
        long began = System.nanoTime();
        List<String> left = new ArrayList<>();
        do {
            Thread.sleep(BETWEEN_DRAINS_MILLIS);
            left.clear();
            for (ServiceProcess it : services) {
                for (Share share : shares) {
                    left.add(it.askAgain(share.about(question), LONGEST_DRAIN_MILLIS));
                }
            }
            if (left.stream().allMatch("pending 0 waiting 0"::equals)) {
                return Optional.empty();
            }
        } while (System.nanoTime() - began < longest.toNanos());
        return Optional.of("without faults for " + longest + " there is still left: " + left);
    }

    @Override
    public void close() {
        services.forEach(ServiceProcess::close);
        ways.forEach(it -> {
            it.legacy().close();
            it.target().close();
        });
        databases.close();
    }

    private String config(Ways its, Timeouts timeouts, String stages) {
        InetSocketAddress legacy = its.legacy().address();
        PostgresDatabase target = databases.target().via(its.target().address());
        return CONFIG.formatted(
                Share.configOf(shares),
                timeouts.connect(),
                timeouts.answer(),
                legacy.getPort(),
                Databases.MONGO_DATABASE,
                target.jdbcUrl(),
                target.user(),
                stages);
    }
}
