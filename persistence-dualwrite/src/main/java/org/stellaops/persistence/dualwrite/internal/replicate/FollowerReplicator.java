// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.time.Duration;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DropReason;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.value.EncodedSize;

/** Hands images from the leader to the replication queue, and reports their results. */
public final class FollowerReplicator {

    private final ReplicationQueue line;
    private final StageView stages;
    private final StoreReports reports;

    public FollowerReplicator(ReplicationQueue line, StageView stages, StoreReports reports) {
        this.line = line;
        this.stages = stages;
        this.reports = reports;
    }

    public void follow(Sender sender, StageView.Standing standing, LeaderWriteResult written) {
        Image image = written.image().orElseThrow();
        RecordKey key = image.key();
        long bytes = image instanceof Image.Present it ? EncodedSize.canonical(it.content()) : 0;
        line.send(
                new ReplicationLanes.Lane(reports.entity(), key, bytes),
                reports.onFollower(
                        standing.stage(),
                        () -> isStillLedAs(standing) ? sender.sendFresh(written) : new SendResult.OutOfDate()),
                new Reported(key, standing.stage()));
    }

    /**
     * An image that was queued during a leader change was sent by the drain; with a weak fence it must not be sent
     * again.
     */
    private boolean isStillLedAs(StageView.Standing standing) {
        return stages.now().lead() == standing.lead();
    }

    private final class Reported implements ReplicationTask.Report {

        private final RecordKey key;
        private final Stage stage;

        private Reported(RecordKey key, Stage stage) {
            this.key = key;
            this.stage = stage;
        }

        @Override
        public void sent(SendResult result) {
            if (result instanceof SendResult.Replicated) {
                reports.replicated(key, stage);
            }
        }

        @Override
        public void retried(int attempt, Fault fault) {
            reports.retried(key, stage, attempt, fault);
        }

        @Override
        public void timedOut(Duration deadline) {
            reports.timedOut(key, stage, deadline);
        }

        @Override
        public void failed(Fault fault) {
            reports.failed(key, stage, fault);
        }

        @Override
        public void dropped(DropReason reason) {
            reports.dropped(key, stage, reason);
        }
    }
}
