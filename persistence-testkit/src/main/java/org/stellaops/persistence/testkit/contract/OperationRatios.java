// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.Updated;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** What operations save against the same by single writes, as ratios within one run; of many at once, medians of rotations. */
public final class OperationRatios {

    private static final int WORKERS = 8;
    private static final int CANDIDATES = 32;
    private static final int WARM_UPS = 4;
    private static final int ROTATIONS = 15;
    /** What is measured takes as long as it takes; the limit only ends a run that hangs. */
    private static final int LONGEST_SECONDS = 1_800;

    private final RecordStore store;

    /** Ratios of a store of {@link ContractTypes#EVERYTHING}, which is empty. */
    public OperationRatios(RecordStore store) {
        this.store = store;
    }

    /** One line with all ratios. */
    public String measure(String engine, int records, int increments, int jobs) {
        warmUp(records);
        List<Bulk> rotations = IntStream.range(0, ROTATIONS)
                .mapToObj(i -> bulk(records, "r" + i))
                .toList();
        double adds = ratio(() -> race(increments, this::readAndAdd), () -> race(increments, this::add));
        int few = Math.max(WORKERS, jobs / 10);
        fill("s", few);
        double slow = perSecond(few, () -> claims(this::claimByCandidates));
        fill("j", jobs);
        Set<RecordKey> taken = new HashSet<>();
        int[] duplicates = {0};
        double fast = perSecond(jobs, () -> {
            for (RecordKey key : claims(this::claimNext)) {
                duplicates[0] += taken.add(key) ? 0 : 1;
            }
        });
        return String.format(
                Locale.ROOT,
                "operations: engine=%s put_all=%.1fx delete_all=%.1fx increment=%.1fx claim=%.1fx jobs=%d claimed=%d twice=%d",
                engine.replace(' ', '_'),
                median(rotations, Bulk::puts),
                median(rotations, Bulk::deletes),
                adds,
                fast / slow,
                jobs,
                taken.size(),
                duplicates[0]);
    }

    /** Compiled code for both ways, so that the first one measured does not pay for it. */
    private void warmUp(int records) {
        for (int i = 0; i < WARM_UPS; i++) {
            bulk(records, "w" + i);
        }
    }

    /** How often faster many writes at once were, in one rotation. */
    private record Bulk(double puts, double deletes) {}

    /** Keys of their own, so that no rotation writes over the tombstones of another. */
    @CanIgnoreReturnValue
    private Bulk bulk(int records, String prefix) {
        String one = prefix + "a";
        String many = prefix + "b";
        return new Bulk(
                ratio(() -> alone(records, i -> put(one + i)), () -> together(records, i -> put(many + i))),
                ratio(() -> alone(records, i -> delete(one + i)), () -> together(records, i -> delete(many + i))));
    }

    private static double median(List<Bulk> rotations, ToDoubleFunction<Bulk> ratio) {
        return rotations.stream().mapToDouble(ratio).sorted().toArray()[rotations.size() / 2];
    }

    private static double ratio(Runnable slow, Runnable fast) {
        double slowSeconds = seconds(slow);
        return slowSeconds / seconds(fast);
    }

    private static double perSecond(int count, Runnable work) {
        return count / seconds(work);
    }

    private static double seconds(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    private static RecordWrite put(String id) {
        return new RecordWrite.Put(Contents.key(id), Contents.withChildren("x", "p"), Precondition.none());
    }

    private static RecordWrite delete(String id) {
        return new RecordWrite.Delete(Contents.key(id), Precondition.none());
    }

    private void alone(int count, IntFunction<RecordWrite> each) {
        for (int i = 0; i < count; i++) {
            RecordWrite write = each.apply(i);
            require(
                    write instanceof RecordWrite.Put it
                            ? store.put(it.key(), it.content(), it.precondition())
                            : store.delete(write.key(), write.precondition()));
        }
    }

    private void together(int count, IntFunction<RecordWrite> each) {
        store.writeAll(IntStream.range(0, count).mapToObj(each).toList()).forEach(OperationRatios::require);
    }

    private static void require(WriteOutcome outcome) {
        if (!outcome.isApplied()) {
            throw new IllegalStateException("a write was not applied: " + outcome);
        }
    }

    private void race(int each, Runnable work) {
        require(store.put(Contents.key("counter"), Contents.with("number", Value.of(0)), Precondition.none()));
        List<Integer> unused = Race.within(LONGEST_SECONDS, WORKERS, i -> {
            for (int round = 0; round < each; round++) {
                work.run();
            }
            return i;
        });
        Value sum = store.find(Contents.key("counter"))
                .orElseThrow()
                .content()
                .find("number")
                .orElseThrow();
        if (!sum.equals(Value.of(WORKERS * each))) {
            throw new IllegalStateException("increments were lost");
        }
    }

    private void add() {
        require(store.update(Contents.key("counter"), Patch.increment(Contents.NUMBER, 1), Precondition.none())
                .outcome());
    }

    private void readAndAdd() {
        WriteOutcome outcome;
        do {
            StoredRecord found = store.find(Contents.key("counter")).orElseThrow();
            int number = ((Value.Int32) found.content().find("number").orElseThrow()).value();
            Struct next = found.content().with("number", Value.of(number + 1));
            outcome = store.put(found.key(), next, Precondition.revision(found.revision()));
        } while (!outcome.isApplied());
    }

    private void fill(String prefix, int count) {
        for (int from = 0; from < count; from += 500) {
            int begin = from;
            together(
                    Math.min(500, count - from),
                    i -> new RecordWrite.Put(
                            Contents.key(prefix + (begin + i)),
                            Contents.text("open").with("number", Value.of(begin + i)),
                            Precondition.none()));
        }
    }

    private interface Claim {
        Optional<RecordKey> by(String worker);
    }

    @CanIgnoreReturnValue
    private List<RecordKey> claims(Claim claim) {
        return Race.within(LONGEST_SECONDS, WORKERS, i -> {
                    List<RecordKey> own = new ArrayList<>();
                    Optional<RecordKey> next = claim.by("worker " + i);
                    while (next.isPresent()) {
                        own.add(next.get());
                        next = claim.by("worker " + i);
                    }
                    return own;
                })
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static Query open() {
        return Query.where(Condition.eq(Contents.TEXT, "open")).orderBy(Contents.NUMBER.asc());
    }

    private Optional<RecordKey> claimNext(String worker) {
        while (true) {
            Updated<StoredRecord> claimed = store.claim(Optional.empty(), open(), Patch.set(Contents.TEXT, worker));
            if (claimed.after().isPresent() || isNothingLeft(claimed.outcome())) {
                return claimed.after().map(StoredRecord::key);
            }
            // The store had no place for the call, so there may be jobs.
        }
    }

    private static boolean isNothingLeft(WriteOutcome outcome) {
        return outcome instanceof WriteOutcome.NotApplied it && it.fault().kind() == Fault.Kind.ABSENT;
    }

    /** As services do without such an operation: some candidates, one at random first, and a conditional write. */
    private Optional<RecordKey> claimByCandidates(String worker) {
        while (true) {
            List<StoredRecord> found =
                    store.query(Optional.empty(), open().limit(CANDIDATES)).items();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            StoredRecord one = found.get(ThreadLocalRandom.current().nextInt(found.size()));
            if (store.put(
                            one.key(),
                            one.content().with("text", Value.of(worker)),
                            Precondition.revision(one.revision()))
                    .isApplied()) {
                return Optional.of(one.key());
            }
        }
    }
}
