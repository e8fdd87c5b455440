// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.value.Struct;

/** Callers that put new records through whichever service knows their type, and remember what was acknowledged. */
final class RollingLoad implements AutoCloseable {

    private static final long BETWEEN_CALLS = 10_000_000;

    private final List<Service> services = new CopyOnWriteArrayList<>();
    private final Map<EntityType<?>, Set<String>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean stopped;

    /** One process and what it knows. */
    record Service(Persistence persistence, List<EntityType<?>> types) {}

    void add(Service service) {
        services.add(service);
    }

    /** Callers do not begin anything with this service any more. */
    void remove(Service service) {
        services.remove(service);
    }

    void start(List<EntityType<?>> types) {
        for (EntityType<?> type : types) {
            acknowledged.put(type, ConcurrentHashMap.newKeySet());
            Thread caller = new Thread(() -> call(type), "caller-" + type.name());
            caller.setDaemon(true);
            caller.start();
            callers.add(caller);
        }
    }

    long acknowledged() {
        return acknowledged.values().stream().mapToLong(Set::size).sum();
    }

    Set<String> acknowledged(EntityType<?> type) {
        return acknowledged.get(type);
    }

    String counts() {
        return "acknowledged=" + acknowledged() + " refused=" + refused + " unknown=" + unknown;
    }

    private void call(EntityType<?> type) {
        for (long i = 0; !stopped; i++) {
            List<Service> knowing =
                    services.stream().filter(it -> it.types().contains(type)).toList();
            if (!knowing.isEmpty()) {
                put(knowing.get((int) (i % knowing.size())).persistence(), type, type.name() + i);
            }
            LockSupport.parkNanos(BETWEEN_CALLS);
        }
    }

    private void put(Persistence persistence, EntityType<?> type, String id) {
        Struct content = Struct.builder().put("body", "of " + id).build();
        try {
            WriteOutcome outcome = persistence.records(type).put(RecordKey.global(id), content, Precondition.none());
            if (outcome.isApplied()) {
                acknowledged.get(type).add(id);
            } else if (outcome instanceof WriteOutcome.Unknown) {
                unknown.incrementAndGet();
            } else {
                refused.incrementAndGet();
            }
        } catch (StoreException | IllegalStateException e) {
            // A service that is being replaced answers no calls any more.
            unknown.incrementAndGet();
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread caller : callers) {
            try {
                caller.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
