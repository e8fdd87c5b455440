// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.route;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.Updated;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Action;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.replicate.FollowerReplicator;
import org.stellaops.persistence.dualwrite.internal.replicate.StoreReports;
import org.stellaops.persistence.dualwrite.internal.shape.QueryWatch;
import org.stellaops.persistence.dualwrite.internal.write.LeaderStore;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.shadow.FailedRead;
import org.stellaops.persistence.dualwrite.shadow.ReadObserver;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * One store for the records of one entity type in every stage: the leader executes and answers, and its images are
 * replicated to the follower.
 */
public final class DualWriteStore implements RecordStore {

    /** Stands for the key of a claim that took none, in messages and events. */
    private static final String NEXT = "(next)";

    private static final Precondition NO_CONDITION = Precondition.none();

    // What every call asks captures nothing, so that asking allocates nothing.
    private static final Question<RecordKey, Optional<StoredRecord>> FIND = LeaderStore::find;
    private static final Operation PUT = LeaderStore::write;
    private static final Operation DELETE = (leader, key, content, precondition) -> leader.remove(key, precondition);

    private final ModuleContext module;
    private final EntityPair pair;
    private final Routing routes;
    private final FollowerReplicator follower;
    private final ReadObserver observer;
    private final StoreReports reports;
    private final QueryWatch queries;
    private final Duration longestPause;
    private final LeaderWait leaderWait;

    public DualWriteStore(
            ModuleContext module,
            EntityPair pair,
            Routing routes,
            FollowerReplicator follower,
            ReadObserver observer,
            StoreReports reports,
            QueryWatch queries,
            Duration longestPause,
            LeaderWait leaderWait) {
        this.module = module;
        this.pair = pair;
        this.routes = routes;
        this.follower = follower;
        this.observer = observer;
        this.reports = reports;
        this.queries = queries;
        this.longestPause = longestPause;
        this.leaderWait = leaderWait;
    }

    private interface Question<A, R> {
        R ask(LeaderStore leader, A about);
    }

    private interface Operation {
        LeaderWriteResult on(LeaderStore leader, RecordKey key, Struct content, Precondition precondition);
    }

    @Override
    public EntityType<?> type() {
        return pair.type();
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        Stage stage = module.stages().current();
        Optional<StoredRecord> answer;
        try {
            answer = read(stage, ReadKind.FIND, FIND, key);
        } catch (StoreException e) {
            failed(stage, ReadKind.FIND, Optional.of(key), key.tenant(), store -> store.find(key), e);
            throw e;
        }
        if (stage.reads() == Reach.BOTH) {
            reports.containing(() -> observer.afterFind(pair, stage, key, answer));
        }
        return answer;
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        Stage stage = module.stages().current();
        Page<StoredRecord> answer = compared(
                stage,
                ReadKind.QUERY,
                tenant,
                leader -> leader.query(tenant, query),
                store -> store.query(tenant, query));
        reports.unreadable(stage, answer.unreadable().size());
        asked(query.where(), query.sorts());
        if (stage.reads() == Reach.BOTH) {
            reports.containing(() -> observer.afterQuery(pair, stage, tenant, query, answer));
        }
        return answer;
    }

    @Override
    public boolean exists(RecordKey key) {
        Stage stage = module.stages().current();
        boolean answer = read(stage, ReadKind.FIND, leader -> leader.exists(key));
        if (stage.reads() == Reach.BOTH) {
            reports.containing(() -> observer.afterExists(pair, stage, key));
        }
        return answer;
    }

    @Override
    public Page<StoredRecord> findAll(List<RecordKey> keys) {
        Stage stage = module.stages().current();
        Optional<String> tenant =
                keys.isEmpty() ? Optional.empty() : keys.get(0).tenant();
        Page<StoredRecord> answer = compared(
                stage, ReadKind.FIND_ALL, tenant, leader -> leader.findAll(keys), store -> store.findAll(keys));
        reports.unreadable(stage, answer.unreadable().size());
        if (stage.reads() == Reach.BOTH) {
            reports.containing(() -> observer.afterFindAll(pair, stage, keys, answer));
        }
        return answer;
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        Stage stage = module.stages().current();
        long answer = compared(
                stage,
                ReadKind.COUNT,
                tenant,
                leader -> leader.count(tenant, where, atMost),
                store -> store.count(tenant, where, atMost));
        if (stage.reads() == Reach.BOTH) {
            reports.containing(() -> observer.afterCount(pair, stage, tenant, where, atMost, answer));
        }
        asked(where, List.of());
        return answer;
    }

    /** A query that the rules accepted. */
    private void asked(Condition where, List<Sort> sorts) {
        if (queries != QueryWatch.NONE) {
            reports.containing(() -> queries.asked(pair.type(), where, sorts));
        }
    }

    @Override
    public Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        Stage stage = module.stages().current();
        Page<Selected> answer = read(stage, ReadKind.SELECT, leader -> leader.select(tenant, query, fields));
        reports.unreadable(stage, answer.unreadable().size());
        asked(query.where(), query.sorts());
        return answer;
    }

    @Override
    public DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        DistinctValues<Value> values = read(
                module.stages().current(), ReadKind.DISTINCT, leader -> leader.distinct(tenant, field, where, atMost));
        asked(where, List.of());
        return values;
    }

    @Override
    public CountEstimate estimate(Optional<String> tenant) {
        return read(module.stages().current(), ReadKind.COUNT, leader -> leader.estimate(tenant));
    }

    @Override
    public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        return write(Action.PUT, PUT, key, content, precondition).outcome();
    }

    @Override
    public WriteOutcome delete(RecordKey key, Precondition precondition) {
        return write(Action.DELETE, DELETE, key, Struct.EMPTY, precondition).outcome();
    }

    /** A read whose failure is compared, too. */
    private <R> R compared(
            Stage stage,
            ReadKind kind,
            Optional<String> tenant,
            Function<LeaderStore, R> question,
            Function<ReadableStore, Object> again) {
        try {
            return read(stage, kind, question);
        } catch (StoreException e) {
            failed(stage, kind, Optional.empty(), tenant, again, e);
            throw e;
        }
    }

    private void failed(
            Stage stage,
            ReadKind kind,
            Optional<RecordKey> key,
            Optional<String> tenant,
            Function<ReadableStore, Object> again,
            StoreException failure) {
        if (stage.reads() == Reach.BOTH) {
            reports.containing(
                    () -> observer.afterFailure(pair, stage, new FailedRead(kind, key, tenant, again, failure)));
        }
    }

    private <R> R read(Stage stage, ReadKind kind, Function<LeaderStore, R> question) {
        return read(stage, kind, (leader, asked) -> asked.apply(leader), question);
    }

    private <A, R> R read(Stage stage, ReadKind kind, Question<A, R> question, A about) {
        long began = now();
        boolean answered = false;
        try {
            R answer = question.ask(routes.leader(stage), about);
            answered = true;
            return answer;
        } catch (IllegalArgumentException e) {
            // A question that no store can answer, such as one with a forged page token, says nothing of the leader.
            answered = true;
            throw e;
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw new StoreException(
                    Fault.Kind.BROKEN,
                    "reading " + pair.type() + " ended in " + e.getClass().getSimpleName() + "; ask for less at once",
                    null);
        } finally {
            reports.read(stage, kind, answered, since(began));
        }
    }

    private Duration since(long began) {
        return reports.timesCalls() ? Duration.ofNanos(now() - began) : Duration.ZERO;
    }

    /** Nanoseconds from an arbitrary origin, if anybody wants to know how long calls take. */
    private long now() {
        return reports.timesCalls() ? module.clock().ticker().getAsLong() : 0;
    }

    @Override
    public Updated<StoredRecord> update(RecordKey key, Patch patch, Precondition precondition) {
        return write(Action.UPDATE, key, leader -> leader.change(key, patch, precondition))
                .updated();
    }

    @Override
    public Updated<StoredRecord> claim(Optional<String> tenant, Query next, Patch patch) {
        RecordKey anyOf = new RecordKey(tenant.orElse(null), NEXT);
        Updated<StoredRecord> claimed = write(Action.CLAIM, anyOf, leader -> leader.take(tenant, next, patch))
                .updated();
        asked(next.where(), next.sorts());
        return claimed;
    }

    @Override
    public List<WriteOutcome> writeAll(List<RecordWrite> writes) {
        long refusedSince = LeaderWait.NOT_REFUSED;
        long whole = now();
        Map<Integer, WriteOutcome> outcomes = new TreeMap<>();
        Round round = new Round(
                module.stages().now(), IntStream.range(0, writes.size()).boxed().toList());
        do {
            round = writeSome(writes, round.refused(), outcomes);
            refusedSince = round.refused().isEmpty() ? refusedSince : leaderWait.refused(refusedSince);
        } while (!round.refused().isEmpty() && leaderWait.again(refusedSince, round.standing()));
        for (int i : round.refused()) {
            RecordWrite write = writes.get(i);
            reports.write(
                    write.key(),
                    round.standing().stage(),
                    actionOf(write),
                    requireNonNull(outcomes.get(i)),
                    since(whole));
        }
        return List.copyOf(outcomes.values());
    }

    private static Action actionOf(RecordWrite write) {
        return write instanceof RecordWrite.Put ? Action.PUT : Action.DELETE;
    }

    /**
     * What became of some of many writes.
     *
     * @param standing where this process stood
     * @param refused those that were refused as out of date, which are not reported yet
     */
    private record Round(StageView.Standing standing, List<Integer> refused) {}

    /** Makes those of the writes that are open. */
    private Round writeSome(List<RecordWrite> writes, List<Integer> open, Map<Integer, WriteOutcome> outcomes) {
        long began = now();
        List<RecordWrite> some = open.stream().map(writes::get).toList();
        if (!module.writes().tryEnter(longestPause)) {
            open.forEach(it -> outcomes.put(it, moving(writes.get(it).key())));
            return new Round(module.stages().now(), List.of());
        }
        StageView.Standing standing = module.stages().now();
        List<LeaderWriteResult> written;
        try {
            written = onLeader(standing.stage(), leader -> leader.writeEach(some));
        } catch (StackOverflowError | OutOfMemoryError e) {
            written = some.stream()
                    .map(it -> LeaderWriteResult.withoutImage(endedIn(e, it.key())))
                    .toList();
        } finally {
            module.writes().leave();
        }
        Duration each = since(began).dividedBy(Math.max(1, some.size()));
        List<Integer> refused = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            outcomes.put(open.get(i), written.get(i).outcome());
            if (isOutOfDate(written.get(i)) && isServed(some.get(i).key())) {
                refused.add(open.get(i));
            } else {
                RecordWrite write = some.get(i);
                follow(standing, actionOf(write), write.key(), written.get(i), each);
            }
        }
        return new Round(standing, refused);
    }

    private <R> R onLeader(Stage stage, Function<LeaderStore, R> call) {
        LeaderStore leader = routes.leader(stage);
        return reports.observesWrites() ? reports.onLeader(stage, () -> call.apply(leader)) : call.apply(leader);
    }

    private void follow(
            StageView.Standing standing, Action action, RecordKey key, LeaderWriteResult written, Duration took) {
        Stage stage = standing.stage();
        if (stage.writes() == Reach.BOTH && written.image().isPresent()) {
            follower.follow(routes.sender(stage), standing, written);
        }
        reports.write(key, stage, action, written.outcome(), took);
    }

    private LeaderWriteResult write(Action action, RecordKey key, Function<LeaderStore, LeaderWriteResult> operation) {
        return write(
                action, (leader, of, content, condition) -> operation.apply(leader), key, Struct.EMPTY, NO_CONDITION);
    }

    private LeaderWriteResult write(
            Action action, Operation operation, RecordKey key, Struct content, Precondition precondition) {
        long began = now();
        long refusedSince = LeaderWait.NOT_REFUSED;
        boolean isRefused;
        StageView.Standing standing;
        LeaderWriteResult written;
        do {
            boolean isEntered = module.writes().tryEnter(longestPause);
            // Read once entered: until the write leaves, no other stage is entered.
            standing = module.stages().now();
            written = isEntered
                    ? entered(standing.stage(), operation, key, content, precondition)
                    : LeaderWriteResult.withoutImage(moving(key));
            isRefused = isEntered && isOutOfDate(written) && isServed(key);
            refusedSince = isRefused ? leaderWait.refused(refusedSince) : refusedSince;
        } while (isRefused && leaderWait.again(refusedSince, standing));
        follow(standing, action, changed(written, key), written, since(began));
        return written;
    }

    /** Asks the leader, and leaves. */
    private LeaderWriteResult entered(
            Stage stage, Operation operation, RecordKey key, Struct content, Precondition precondition) {
        try {
            LeaderStore leader = routes.leader(stage);
            // Not by a function where nothing is observed: a stage with one store allocates nothing here.
            return reports.observesWrites()
                    ? reports.onLeader(stage, () -> operation.on(leader, key, content, precondition))
                    : operation.on(leader, key, content, precondition);
        } catch (StackOverflowError | OutOfMemoryError e) {
            return LeaderWriteResult.withoutImage(endedIn(e, key));
        } finally {
            module.writes().leave();
        }
    }

    /** Whoever asks for a tenant that went to another cohort is not kept waiting here. */
    private boolean isServed(RecordKey key) {
        return pair.target().serves(key.tenant());
    }

    /** The leader refused it; nothing has taken effect. */
    private static boolean isOutOfDate(LeaderWriteResult written) {
        return written.outcome() instanceof WriteOutcome.NotApplied it
                && it.fault().kind() == Fault.Kind.OUT_OF_DATE;
    }

    private static RecordKey changed(LeaderWriteResult written, RecordKey key) {
        Optional<Image> image = written.image();
        return image.isPresent() ? image.get().key() : key;
    }

    private WriteOutcome endedIn(Error thrown, RecordKey key) {
        return new WriteOutcome.Unknown(new Fault(
                Fault.Kind.BROKEN,
                "writing " + pair.type() + " " + key + " ended in "
                        + thrown.getClass().getSimpleName()
                        + "; it may have taken effect, so look before trying again"));
    }

    private WriteOutcome moving(RecordKey key) {
        return new WriteOutcome.NotApplied(new Fault(
                Fault.Kind.OUT_OF_DATE,
                "writing " + pair.type() + " " + key + " was rejected: the leader of the module has been changing for "
                        + longestPause + "; try again"));
    }
}
