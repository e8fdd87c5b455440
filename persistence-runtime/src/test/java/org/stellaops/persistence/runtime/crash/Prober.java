// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.simulator.Operation.Kind;

/**
 * A caller of one service who does one simple thing again and again, so that its waits show for how long there was no
 * answer. It writes records that nobody else writes, or reads those that the writers of all services write.
 */
final class Prober implements Runnable {

    private static final int KEYS = 300;
    private static final int BETWEEN_WRITES_MILLIS = 40;

    /** Fewer, since a pause of reads would be a long one, and so many processes share the machine. */
    private static final int BETWEEN_READS_MILLIS = 60;

    private final String name;
    private final int round;
    private final ServiceProcess service;
    private final Load load;
    private final RecordedCalls calls;
    private final String tenant;
    private final Probe probe;
    private final int pauseMillis;
    private int made;

    /** What it does. */
    private interface Probe {

        /** Whether it was answered. */
        boolean make(ServiceConnection connection, int number) throws IOException;
    }

    private final AnswerTimes times;

    private Prober(
            String name,
            int round,
            ServiceProcess service,
            FleetCohort cohort,
            AnswerTimes times,
            List<String> writers) {
        this.name = name;
        this.round = round;
        this.service = service;
        this.load = cohort.load();
        this.tenant = cohort.share().tenants().get(0);
        this.calls = new RecordedCalls(name, load);
        this.times = times;
        this.pauseMillis = writers.isEmpty() ? BETWEEN_WRITES_MILLIS : BETWEEN_READS_MILLIS;
        this.probe = writers.isEmpty()
                ? this::write
                : (connection, number) -> calls.find(
                                connection, key(writers.get(number % writers.size()), number / writers.size()))
                        .answered();
    }

    static void startWriter(int round, ServiceProcess service, FleetCohort cohort) {
        AnswerTimes times = cohort.times(service).writes();
        start(new Prober("r" + round + "w" + service.name(), round, service, cohort, times, List.of()));
    }

    static void startReader(int round, ServiceProcess service, FleetCohort cohort, List<ServiceProcess> writers) {
        List<String> names = writers.stream().map(ServiceProcess::name).toList();
        AnswerTimes times = cohort.times(service).reads();
        start(new Prober("r" + round + "q" + service.name(), round, service, cohort, times, names));
    }

    private static void start(Prober prober) {
        prober.load.start(prober.name, prober);
    }

    @Override
    public void run() {
        while (!load.isOver()) {
            try (ServiceConnection connection = service.connect()) {
                while (!load.isOver()) {
                    probe(connection);
                    pause();
                }
            } catch (IOException e) {
                pause();
            }
        }
    }

    private void probe(ServiceConnection connection) throws IOException {
        times.asked(System.nanoTime());
        if (probe.make(connection, made++)) {
            times.answered(System.nanoTime());
        }
    }

    private boolean write(ServiceConnection connection, int number) throws IOException {
        return calls.put(connection, key(service.name(), number), Kind.PUT, name + "-" + number)
                .revision()
                .isPresent();
    }

    private RecordKey key(String writer, int number) {
        return RecordKey.of(tenant, "r" + round + "-p" + writer + number % KEYS);
    }

    private void pause() {
        try {
            Thread.sleep(pauseMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
