// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * Shares of the threads that send: one image of a key at a time, and half of the threads for one tenant of an entity type. A send
 * that waits for a lock keeps its thread, so without shares one locked key would stop the replication of all others.
 *
 * <p>Safe for concurrent use. Never blocks: what may not begin is parked, and whoever ends a send takes up what may begin then.
 */
public final class ReplicationLanes {

    private final int mostOfTenant;
    private final int mostParked;
    private final long mostBytes;
    private final Map<Object, Integer> running = new HashMap<>();
    private final Map<Object, Integer> parkedOf = new HashMap<>();
    private final Deque<Work> parked = new ArrayDeque<>();
    private long bytes;

    ReplicationLanes(int threads, int mostParked, long mostBytes) {
        this.mostOfTenant = Math.max(1, threads / 2);
        this.mostParked = mostParked;
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

        private Object tenant() {
            return new OfTenant(entity, key.tenantOrEmpty());
        }

        private Object ofKey() {
            return new OfKey(entity, key);
        }
    }

    private record OfTenant(String entity, String tenant) {}

    private record OfKey(String entity, RecordKey key) {}

    /** A send with its lane. */
    record Work(Lane lane, ReplicationTask task) {}

    /** Whether there is room for one more; whoever is admitted must {@link #end} or be {@link #released}. */
    synchronized boolean admit(Lane lane) {
        boolean fits = bytes == 0 || bytes + lane.bytes() <= mostBytes;
        boolean isFull =
                parked.size() >= mostParked || parkedOf.getOrDefault(lane.tenant(), 0) >= Math.max(1, mostParked / 2);
        if (!fits || isFull) {
            return false;
        }
        bytes += lane.bytes();
        return true;
    }

    /** Gives back the room of what was admitted and will never begin. */
    synchronized void released(Lane lane) {
        bytes -= lane.bytes();
    }

    /** Whether it may begin now; otherwise it is parked. */
    synchronized boolean begin(Work work) {
        if (mayBegin(work.lane())) {
            markRunning(work.lane());
            return true;
        }
        parked.add(work);
        parkedOf.merge(work.lane().tenant(), 1, Integer::sum);
        return false;
    }

    /** Ends a send; what was parked and begins in its place. */
    synchronized Optional<Work> end(Lane lane) {
        bytes -= lane.bytes();
        unmark(running, lane.ofKey());
        unmark(running, lane.tenant());
        Iterator<Work> all = parked.iterator();
        while (all.hasNext()) {
            Work work = all.next();
            if (mayBegin(work.lane())) {
                all.remove();
                unmark(parkedOf, work.lane().tenant());
                markRunning(work.lane());
                return Optional.of(work);
            }
        }
        return Optional.empty();
    }

    /** How many are parked. */
    synchronized int waiting() {
        return parked.size();
    }

    /** Takes everything that is parked, which will never begin. */
    synchronized List<Work> clear() {
        List<Work> all = new ArrayList<>(parked);
        parked.clear();
        parkedOf.clear();
        all.forEach(it -> bytes -= it.lane().bytes());
        return all;
    }

    private boolean mayBegin(Lane lane) {
        return !running.containsKey(lane.ofKey()) && running.getOrDefault(lane.tenant(), 0) < mostOfTenant;
    }

    private void markRunning(Lane lane) {
        running.merge(lane.ofKey(), 1, Integer::sum);
        running.merge(lane.tenant(), 1, Integer::sum);
    }

    private static void unmark(Map<Object, Integer> counts, Object name) {
        counts.computeIfPresent(name, (it, count) -> count == 1 ? null : count - 1);
    }
}
