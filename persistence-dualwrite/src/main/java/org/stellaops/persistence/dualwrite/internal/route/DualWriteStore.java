package org.stellaops.persistence.dualwrite.internal.route;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Action;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.replicate.FollowerReplicator;
import org.stellaops.persistence.dualwrite.internal.replicate.StoreReports;
import org.stellaops.persistence.dualwrite.internal.write.LeaderStore;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.shadow.ReadObserver;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;

/**
 * The records of one entity type behind one store, whatever stage the module is in: the leader executes and answers, and what
 * it produced is replicated to the follower.
 */
public final class DualWriteStore implements RecordStore {

    private final EntityPair pair;
    private final Routes routes;
    private final StageView stages;
    private final PauseLock writes;
    private final FollowerReplicator follower;
    private final ReadObserver observer;
    private final StoreReports reports;
    private final LongSupplier ticker;
    private final Duration longestPause;

    public DualWriteStore(
            EntityPair pair,
            Routes routes,
            StageView stages,
            PauseLock writes,
            FollowerReplicator follower,
            ReadObserver observer,
            StoreReports reports,
            LongSupplier ticker,
            Duration longestPause) {
        this.pair = pair;
        this.routes = routes;
        this.stages = stages;
        this.writes = writes;
        this.follower = follower;
        this.observer = observer;
        this.reports = reports;
        this.ticker = ticker;
        this.longestPause = longestPause;
    }

    @Override
    public EntityType<?> type() {
        return pair.type();
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        Stage stage = stages.current();
        Optional<StoredRecord> answer = read(stage, ReadKind.FIND, leader -> leader.find(key));
        if (stage.reads() == Reach.BOTH) {
            reports.containing(() -> observer.afterFind(pair, stage, key, answer));
        }
        return answer;
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        Stage stage = stages.current();
        Page<StoredRecord> answer = read(stage, ReadKind.QUERY, leader -> leader.query(tenant, query));
        reports.unreadable(stage, answer.unreadable().size());
        if (stage.reads() == Reach.BOTH) {
            reports.containing(() -> observer.afterQuery(pair, stage, tenant, query, answer));
        }
        return answer;
    }

    @Override
    public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        return write(Action.PUT, key, leader -> leader.write(key, content, precondition));
    }

    @Override
    public WriteOutcome delete(RecordKey key, Precondition precondition) {
        return write(Action.DELETE, key, leader -> leader.remove(key, precondition));
    }

    private <R> R read(Stage stage, ReadKind kind, Function<LeaderStore, R> question) {
        long began = ticker.getAsLong();
        boolean answered = false;
        try {
            R answer = question.apply(routes.leader(stage));
            answered = true;
            return answer;
        } finally {
            reports.read(stage, kind, answered, since(began));
        }
    }

    private WriteOutcome write(Action action, RecordKey key, Function<LeaderStore, LeaderWriteResult> operation) {
        long began = ticker.getAsLong();
        if (!writes.tryEnter(longestPause)) {
            return moving(key);
        }
        StageView.Standing standing;
        LeaderWriteResult written;
        try {
            standing = stages.now();
            written = operation.apply(routes.leader(standing.stage()));
        } finally {
            writes.leave();
        }
        Stage stage = standing.stage();
        if (stage.writes() == Reach.BOTH && written.image().isPresent()) {
            follower.follow(routes.sender(stage), standing, written);
        }
        reports.write(key, stage, action, written.outcome(), since(began));
        return written.outcome();
    }

    private WriteOutcome moving(RecordKey key) {
        return new WriteOutcome.NotApplied(new Fault(
                Fault.Kind.OUT_OF_DATE,
                "writing " + pair.type() + " " + key + " was refused: the lead of the module has been moving for "
                        + longestPause + "; try again"));
    }

    private Duration since(long began) {
        return Duration.ofNanos(ticker.getAsLong() - began);
    }
}
