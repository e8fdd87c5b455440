// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.injection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.examples.demo.live.LiveCounts;
import org.stellaops.persistence.examples.demo.live.LiveDocuments;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Injects corruptions of each kind in the follower, bypassing the library, on records that are not written meanwhile.
 * If no loaded record is suitable, it writes its own records first. For one thread.
 */
public final class DifferenceInjector {

    private static final int OF_EACH_KIND = 2;
    private static final int MOST_CANDIDATES = 2000;
    private static final List<InjectedKind> KINDS = List.of(
            InjectedKind.LOST_CHILD_ROW,
            InjectedKind.CHANGED_JSONB,
            InjectedKind.CHANGED_COLUMN,
            InjectedKind.MISSING_ROW,
            InjectedKind.EXTRA_ROW);

    private final EntityType<?> type;
    private final RecordStore records;
    private final ReadableStore leader;
    private final TargetTables follower;
    private final LiveCounts counts;
    private final String prefix;
    private final List<RecordKey> candidates;
    private final Map<RecordKey, ContentHash> own = new TreeMap<>();
    private final List<InjectedDifference> injected = new ArrayList<>();

    /**
     * An injector.
     *
     * @param records where it writes its own records
     * @param leader where it reads records, without shadow reads
     * @param follower the tables that it damages
     * @param prefix the prefix of its own records' ids
     * @param untouched the records that it may damage
     */
    public DifferenceInjector(
            RecordStore records,
            ReadableStore leader,
            TargetTables follower,
            LiveCounts counts,
            String prefix,
            Collection<RecordKey> untouched,
            long seed) {
        this.type = records.type();
        this.records = records;
        this.leader = leader;
        this.follower = follower;
        this.counts = counts;
        this.prefix = prefix;
        this.candidates = new ArrayList<>(untouched);
        Collections.shuffle(candidates, new Random(seed));
    }

    /** The damage, per record. */
    private record Plan(RecordKey key, Damage damage) {}

    /**
     * Injects two of each kind.
     *
     * @param replicated waits until every acknowledged write is on the follower
     * @return what was injected
     */
    public List<InjectedDifference> inject(Runnable replicated) {
        List<Plan> plans = new ArrayList<>();
        Map<InjectedKind, Integer> missing = planForLoaded(plans);
        if (!missing.isEmpty()) {
            missing.forEach((kind, number) -> planForOwn(kind, number, plans));
            replicated.run();
        }
        plans.forEach(this::damage);
        Collections.sort(injected);
        return List.copyOf(injected);
    }

    /** Its own records, which must exist at the end, each with the hash of its content. */
    public Map<RecordKey, ContentHash> own() {
        return Collections.unmodifiableMap(own);
    }

    private Map<InjectedKind, Integer> planForLoaded(List<Plan> plans) {
        Map<InjectedKind, Integer> missing = new EnumMap<>(InjectedKind.class);
        KINDS.forEach(kind -> missing.put(kind, OF_EACH_KIND));
        for (RecordKey key : candidates.subList(0, Math.min(MOST_CANDIDATES, candidates.size()))) {
            if (missing.isEmpty()) {
                break;
            }
            leader.find(key)
                    .map(StoredRecord::content)
                    .flatMap(it -> damageOf(missing, it))
                    .ifPresent(damage -> {
                        plans.add(new Plan(key, damage));
                        missing.computeIfPresent(damage.kind(), (kind, left) -> left == 1 ? null : left - 1);
                    });
        }
        return missing;
    }

    private Optional<Damage> damageOf(Map<InjectedKind, Integer> missing, Struct content) {
        return KINDS.stream()
                .filter(missing::containsKey)
                .flatMap(kind -> Damage.of(kind, type, content).stream())
                .findFirst();
    }

    private void planForOwn(InjectedKind kind, int number, List<Plan> plans) {
        for (int i = 0; i < number; i++) {
            RecordKey key = RecordKey.global(prefix + "PLANTED-" + kind.text() + "-" + i);
            Struct content = ownContent(key);
            write(key, content);
            plans.add(new Plan(key, Damage.of(kind, type, content).orElseThrow()));
        }
    }

    private void write(RecordKey key, Struct content) {
        WriteOutcome outcome = records.put(key, content, Precondition.absent());
        if (!outcome.isApplied()) {
            throw new IllegalStateException("writing " + key + " to damage it was answered by " + outcome);
        }
        counts.wrote();
        own.put(key, ContentHash.of(content));
    }

    private static Struct ownContent(RecordKey key) {
        return LiveDocuments.contentOf(
                key,
                Struct.builder()
                        .put("summary", "written to be damaged")
                        .put("aliases", Value.Items.of(Value.of("A-1"), Value.of("A-2"), Value.of("A-3")))
                        .put(
                                "database_specific",
                                Struct.builder().put("note", "whole").build())
                        .build());
    }

    private void damage(Plan plan) {
        RecordKey key = plan.key();
        if (plan.damage().kind() == InjectedKind.EXTRA_ROW) {
            key = RecordKey.global(prefix + "EXTRA-" + injected.size());
            follower.copyRow(plan.key(), key);
        } else {
            follower.damage(key, plan.damage());
        }
        injected.add(new InjectedDifference(
                plan.damage().kind(), key.toString(), plan.damage().path()));
    }
}
