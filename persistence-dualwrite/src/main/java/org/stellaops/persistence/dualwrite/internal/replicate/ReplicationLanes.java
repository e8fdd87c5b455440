// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * Shares of the threads that send: one image of a key at a time, and half of the threads for one tenant of an entity type. A send
 * that waits for a lock keeps its thread, so without shares one locked key would stop the replication of all others.
 *
 * <p>What may not begin is parked: an image behind an earlier one of its key, and the others in the order of their arrival with
 * their tenant. Whoever ends a send takes up what may begin then, from one tenant after another. No caller wakes a thread that could
 * only park its image.
 *
 * <p>Safe for concurrent use. Never blocks; a call takes as long however much is parked.
 *
 * @param <T> what is sent
 */
public final class ReplicationLanes<T> {

    private final int threads;
    private final int mostOfTenant;
    private final int mostParked;
    private final int mostParkedOfTenant;
    private final long mostBytes;
    /** Those that are running or in the queue of their tenant, with what came after them. */
    private final Map<OfKey, Deque<Work<T>>> taken = new HashMap<>();
    /** In the order in which they have their turn. */
    private final Map<OfTenant, Tenant<T>> tenants = new LinkedHashMap<>();

    private int running;
    private int parked;
    private long bytes;

    ReplicationLanes(int threads, int mostParked, long mostBytes) {
        this.threads = threads;
        this.mostOfTenant = Math.max(1, threads / 2);
        this.mostParked = mostParked;
        this.mostParkedOfTenant = Math.max(1, mostParked - mostParked / 4);
        this.mostBytes = mostBytes;
    }

    /**
     * Whose image is sent.
     *
     * @param entity the name of the entity type
     * @param key the key of the image
     * @param bytes about how much memory its content takes
     */
    public record Lane(String entity, RecordKey key, long bytes) {

        private OfTenant tenant() {
            return new OfTenant(entity, key.tenantOrEmpty());
        }

        private OfKey ofKey() {
            return new OfKey(entity, key);
        }
    }

    private record OfTenant(String entity, String tenant) {}

    private record OfKey(String entity, RecordKey key) {}

    /** A send with its lane. */
    record Work<T>(Lane lane, T task) {}

    /** What became of a send that was handed over. */
    enum Admission {
        /** It may begin, and whoever handed it over starts it. */
        BEGINS,
        /** It is parked. */
        WAITS,
        /** There is no room. */
        FULL
    }

    private static final class Tenant<T> {

        private final Deque<Work<T>> queue = new ArrayDeque<>();
        private int running;
        private int parked;

        boolean isIdle() {
            return running == 0 && parked == 0;
        }
    }

    /** Takes one more, if there is room; one that begins must {@link #end}. */
    synchronized Admission admit(Work<T> work) {
        Lane lane = work.lane();
        if (bytes > 0 && bytes + lane.bytes() > mostBytes) {
            return Admission.FULL;
        }
        OfTenant ofTenant = lane.tenant();
        Tenant<T> known = tenants.get(ofTenant);
        Tenant<T> tenant = known == null ? new Tenant<>() : known;
        OfKey ofKey = lane.ofKey();
        Deque<Work<T>> behind = taken.get(ofKey);
        boolean begins = behind == null && mayBegin(tenant);
        if (!begins && (parked >= mostParked || tenant.parked >= mostParkedOfTenant)) {
            return Admission.FULL;
        }
        bytes += lane.bytes();
        if (known == null) {
            tenants.put(ofTenant, tenant);
        }
        if (behind == null) {
            taken.put(ofKey, new ArrayDeque<>(0));
        }
        if (begins) {
            begin(tenant);
            return Admission.BEGINS;
        }
        (behind == null ? tenant.queue : behind).add(work);
        parked++;
        tenant.parked++;
        return Admission.WAITS;
    }

    /** Ends a send; what was parked and begins in its place. */
    synchronized Optional<Work<T>> end(Lane lane) {
        bytes -= lane.bytes();
        running--;
        OfTenant ofTenant = lane.tenant();
        Tenant<T> tenant = requireNonNull(tenants.get(ofTenant));
        tenant.running--;
        OfKey ofKey = lane.ofKey();
        Deque<Work<T>> behind = requireNonNull(taken.get(ofKey));
        if (behind.isEmpty()) {
            taken.remove(ofKey);
        } else {
            tenant.queue.add(behind.remove());
        }
        if (tenant.isIdle()) {
            tenants.remove(ofTenant);
        }
        return next();
    }

    /** At most two tenants have their share, so that this looks at three of them or at one with nothing parked for each thread. */
    private Optional<Work<T>> next() {
        Iterator<Map.Entry<OfTenant, Tenant<T>>> all = tenants.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<OfTenant, Tenant<T>> at = all.next();
            Tenant<T> tenant = at.getValue();
            if (!tenant.queue.isEmpty() && mayBegin(tenant)) {
                all.remove();
                tenants.put(at.getKey(), tenant);
                parked--;
                tenant.parked--;
                begin(tenant);
                return Optional.of(tenant.queue.remove());
            }
        }
        return Optional.empty();
    }

    private boolean mayBegin(Tenant<T> tenant) {
        return running < threads && tenant.running < mostOfTenant;
    }

    private void begin(Tenant<T> tenant) {
        running++;
        tenant.running++;
    }

    /** How many are parked. */
    synchronized int waiting() {
        return parked;
    }

    /** Whether nothing is sent or parked. */
    synchronized boolean isIdle() {
        return running == 0 && parked == 0;
    }

    /** Takes everything that is parked, which will never begin. */
    synchronized List<Work<T>> clear() {
        List<Work<T>> all = new ArrayList<>();
        taken.values().forEach(it -> drain(it, all));
        tenants.values().forEach(it -> {
            it.queue.forEach(work -> taken.remove(work.lane().ofKey()));
            drain(it.queue, all);
            it.parked = 0;
        });
        parked = 0;
        all.forEach(it -> bytes -= it.lane().bytes());
        return all;
    }

    private static <W> void drain(Deque<W> from, List<W> to) {
        to.addAll(from);
        from.clear();
    }
}
