// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.time.Duration;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.replicate.FollowerReplicator;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationQueue;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.internal.replicate.StoreReports;
import org.stellaops.persistence.dualwrite.internal.replicate.WriteObservations;
import org.stellaops.persistence.dualwrite.internal.route.DualWriteStore;
import org.stellaops.persistence.dualwrite.internal.route.JoinedRoutes;
import org.stellaops.persistence.dualwrite.internal.route.LeaderWait;
import org.stellaops.persistence.dualwrite.internal.route.Routes;
import org.stellaops.persistence.dualwrite.internal.shape.QueryWatch;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.TransactionJoin;
import org.stellaops.persistence.dualwrite.shadow.ReadObserver;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;

/** Puts together the stores that callers of a module get. */
final class StoreAssembly {

    private final ModuleContext context;
    private final EpochView legacyEpochs;
    private final EpochView targetEpochs;
    private final ProtocolSettings protocol;
    private final DualWriteListener listener;
    private final StoreReports.Calls calls;
    private final Duration hold;
    private final QueryWatch queries;
    private final WriteObservations observations;

    StoreAssembly(
            ModuleContext context,
            EpochView legacyEpochs,
            EpochView targetEpochs,
            QueryWatch queries,
            DualWriteModuleBuilder built) {
        this.queries = queries;
        this.context = context;
        this.legacyEpochs = legacyEpochs;
        this.targetEpochs = targetEpochs;
        this.protocol = built.protocol();
        this.listener = built.listener();
        this.calls = built.reportsCalls() ? StoreReports.Calls.REPORTED : StoreReports.Calls.LEFT_OUT;
        this.hold = built.moves().hold();
        this.observations = new WriteObservations(built.observations());
    }

    /**
     * The store of an entity type in every stage.
     *
     * @param queue takes the images for the follower
     * @param followSoon makes this process look at the stage soon; must not block
     */
    RecordStore store(EntityPair pair, ReplicationQueue queue, ReadObserver observer, Runnable followSoon) {
        Routes routes = new Routes(
                new LegacyLeader(pair.legacy(), legacyEpochs, protocol),
                targetLeader(pair, TargetWrite.PendingFlag.PENDING),
                targetLeader(pair, TargetWrite.PendingFlag.NONE),
                new ForwardSender(pair, protocol, listener),
                new ReverseSender(pair, protocol, listener));
        StoreReports reports = reports(pair);
        return new DualWriteStore(
                context,
                pair,
                routes,
                new FollowerReplicator(queue, context.stages(), reports),
                observer,
                reports,
                queries,
                hold,
                new LeaderWait(context.stages(), hold, context.clock().ticker(), followSoon));
    }

    /** The store of an entity type in a transaction of the caller: sends nothing, is not compared, and waits for no other leader. */
    RecordStore joined(EntityPair known, TargetStore inTransaction, TransactionJoin joins) {
        EntityPair pair = new EntityPair(known.type(), known.legacy(), inTransaction, known.comparison());
        JoinedRoutes routes = new JoinedRoutes(
                pair.type().toString(),
                joins,
                targetLeader(pair, TargetWrite.PendingFlag.PENDING),
                targetLeader(pair, TargetWrite.PendingFlag.NONE),
                new ReverseSender(pair, protocol, listener));
        StoreReports reports = reports(pair);
        return new DualWriteStore(
                context,
                pair,
                routes,
                new FollowerReplicator((lane, sending, report) -> {}, context.stages(), reports),
                ReadObserver.none(),
                reports,
                queries,
                hold,
                new LeaderWait(context.stages(), Duration.ZERO, context.clock().ticker(), () -> {}));
    }

    private TargetLeader targetLeader(EntityPair pair, TargetWrite.PendingFlag pendingFlag) {
        return new TargetLeader(pair.target(), targetEpochs, protocol, pendingFlag);
    }

    private StoreReports reports(EntityPair pair) {
        return new StoreReports(pair.type(), listener, calls, observations);
    }
}
