// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.dualwrite.TargetLeader;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleClock;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.replicate.FollowerReplicator;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.replicate.StoreReports;
import org.stellaops.persistence.dualwrite.internal.route.DualWriteStore;
import org.stellaops.persistence.dualwrite.internal.route.LeaderWait;
import org.stellaops.persistence.dualwrite.internal.route.Routes;
import org.stellaops.persistence.dualwrite.internal.shape.QueryWatch;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.shadow.ReadObserver;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.TargetWrite;

/**
 * The store that callers of the product get, with its routing, but without threads: what it wants to send waits until {@link
 * #sendWaiting}. For one thread.
 */
public final class RoutedProcess {

    private final StageView stages;
    private final DualWriteStore store;
    private final Deque<Supplier<SendResult>> waiting = new ArrayDeque<>();

    /** A process in a stage. */
    public RoutedProcess(
            ModuleStores stores, EpochView ofLegacy, EpochView ofTarget, ProtocolSettings settings, Stage stage) {
        this.stages = new StageView(stage, entered -> {});
        EntityPair pair = stores.pairs().get(0);
        StoreReports reports = new StoreReports(pair.type(), event -> {});
        Routes routes = new Routes(
                new LegacyLeader(pair.legacy(), ofLegacy, settings),
                new TargetLeader(pair.target(), ofTarget, settings, TargetWrite.PendingFlag.PENDING),
                new TargetLeader(pair.target(), ofTarget, settings, TargetWrite.PendingFlag.NONE),
                new ForwardSender(pair, settings, event -> {}),
                new ReverseSender(pair, settings, event -> {}));
        this.store = new DualWriteStore(
                new ModuleContext(
                        stores,
                        stages,
                        new PauseLock(),
                        new PauseLock(),
                        new ModuleClock(settings.clock(), () -> 0),
                        event -> {},
                        new Supervisor("simulated", settings.clock(), TaskListener.NONE)),
                pair,
                routes,
                new FollowerReplicator((lane, sending, report) -> waiting.add(sending), stages, reports),
                ReadObserver.none(),
                reports,
                QueryWatch.NONE,
                Duration.ZERO,
                new LeaderWait(stages, Duration.ZERO, () -> 0, () -> {}));
    }

    /** What callers write to. */
    public RecordStore store() {
        return store;
    }

    /** Sends what calls have left to be sent; what cannot be sent keeps its pending flag. */
    public String sendWaiting() {
        StringBuilder results = new StringBuilder();
        while (!waiting.isEmpty()) {
            results.append(sent(waiting.remove())).append(' ');
        }
        return results.toString();
    }

    private static String sent(Supplier<SendResult> sending) {
        try {
            return sending.get().toString();
        } catch (StoreException e) {
            return "not sent: " + e.fault().kind();
        }
    }
}
