// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.body;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.perimeter.DividedDesk.Note;

/** One writer for each tenant of each service, whose keys nobody else writes, and what their operations may have left. */
final class DividedLoad {

    /** Every so many operations one deletes. */
    private static final int DELETES = 5;

    /** In a build, waiting for a lease leaves the processors to other tests; the command of {@code docs/evidence} sets it to 0. */
    private static final long BETWEEN_CALLS =
            Duration.ofMillis(Long.getLong("reassign.pause", 20)).toNanos();

    private static final int KEYS = 8;
    private static final int SOME = 25;

    /** Two of the pilot by name, and two of the rest. */
    static final List<String> TENANTS = List.of("acme", "globex", "initech", "umbrella");

    private final List<Persistence> services;
    private final Map<String, Set<Optional<Long>>> possible = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> writes = new ConcurrentHashMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    DividedLoad(List<Persistence> services) {
        this.services = services;
    }

    /** One of which every writer has made some operations. */
    static DividedLoad begun(List<Persistence> services) {
        DividedLoad load = new DividedLoad(services);
        load.start();
        load.awaitMore();
        return load;
    }

    void start() {
        for (int i = 0; i < services.size(); i++) {
            for (String tenant : TENANTS) {
                int service = i;
                writes.put(tenant + service, new AtomicInteger());
                Thread thread = new Thread(() -> guarded(services.get(service), tenant, service));
                threads.add(thread);
                thread.start();
            }
        }
    }

    private void guarded(Persistence service, String tenant, int number) {
        try {
            run(service, tenant, number);
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    private void run(Persistence service, String tenant, int number) {
        String prefix = "s" + number + "k";
        EntityStore<Note> notes = service.tenantStore(Note.class).forTenant(tenant);
        for (long body = 1; !stopped.get(); body++) {
            String id = prefix + body % KEYS;
            boolean deletes = body % DELETES == 0;
            Optional<Long> left = deletes ? Optional.empty() : Optional.of(body);
            Set<Optional<Long>> states =
                    possible.computeIfAbsent(tenant + "/" + id, it -> new HashSet<>(Set.of(Optional.empty())));
            states.add(left);
            WriteOutcome outcome = deletes
                    ? notes.delete(id, Precondition.none())
                    : notes.put(new Note(id, body), Precondition.none());
            if (outcome.isApplied()) {
                states.clear();
                states.add(left);
                int unused = writes.get(tenant + number).incrementAndGet();
            }
            LockSupport.parkNanos(BETWEEN_CALLS);
        }
    }

    /** Every writer makes some more. */
    void awaitMore() {
        awaitMoreOf(TENANTS);
    }

    /** Every writer of these tenants makes some more. */
    void awaitMoreOf(List<String> tenants) {
        Map<String, Integer> before = new HashMap<>();
        for (String tenant : tenants) {
            for (int i = 0; i < services.size(); i++) {
                before.put(tenant + i, writes.get(tenant + i).get());
            }
        }
        before.forEach((writer, made) -> await("writes of tenant and service " + writer)
                .atMost(Fleet.PATIENCE)
                .until(() -> writes.get(writer).get() > made + SOME || !failures.isEmpty()));
        assertThat(failures).isEmpty();
    }

    void stop() throws InterruptedException {
        stopped.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Each key is as the last acknowledged operation left it, or one that was attempted afterwards. */
    void assertNothingLost() {
        assertThat(failures).isEmpty();
        assertThat(possible).hasSize(TENANTS.size() * services.size() * KEYS);
        possible.forEach((key, states) -> {
            String[] parts = key.split("/", -1);
            assertThat(states).as(key).contains(body(services.get(0), parts[0], parts[1]));
        });
        int acknowledged = writes.values().stream().mapToInt(AtomicInteger::get).sum();
        System.out.println("reassign: acknowledged=" + acknowledged + " lost=0");
    }
}
