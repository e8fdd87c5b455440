// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.stellaops.persistence.cutover.Side;

/** Schedules every kind of fault once before any repeats, in an order determined by the seed. */
final class FaultSchedule {

    private final Random random;
    private final Deque<FaultScript> left = new ArrayDeque<>();

    FaultSchedule(long seed) {
        this.random = new Random(seed);
    }

    List<FaultScript> next(int faults) {
        List<FaultScript> scheduled = new ArrayList<>();
        while (scheduled.size() < faults) {
            if (left.isEmpty()) {
                List<FaultScript> all = new ArrayList<>(all());
                Collections.shuffle(all, random);
                left.addAll(all);
            }
            scheduled.add(left.removeFirst());
        }
        return scheduled;
    }

    /** Every kind of fault once, or more often where it matters most. */
    private static List<FaultScript> all() {
        List<FaultScript> all = new ArrayList<>();
        for (Side side : Side.values()) {
            for (Link fault : Link.values()) {
                all.add(new NetworkFaults.OnLink(fault, side));
            }
            all.add(new NetworkFaults.PoolFull(side));
            all.add(new NetworkFaults.DeadlineOver(side));
            all.add(new LeaderFaults.MoveOnBadWays(side));
        }
        all.add(new ServiceFaults.KillService(false));
        all.add(new ServiceFaults.KillService(true));
        for (int i = 0; i < 2; i++) {
            all.add(new ServiceFaults.KillService(false));
            all.add(new ServiceFaults.PauseService());
            all.add(new DatabaseFaults.KillPostgres());
            all.add(new DatabaseFaults.StopMongo());
            all.add(new DatabaseFaults.DiskFull());
            all.add(new LeaderFaults.KillCoordinator(false));
            all.add(new LeaderFaults.PauseWhileMoving());
        }
        for (int i = 0; i < 2; i++) {
            all.add(new OperatorFaults.RemoveTombstones());
            all.add(new OperatorFaults.Backfill());
            all.add(new OperatorFaults.RepairKeys());
            all.add(new StageFaults.TargetOnly());
            all.add(new StoreLoss(true));
        }
        all.add(new OperatorFaults.RemoveTombstones());
        all.add(new OperatorFaults.VerifyUnderLoad());
        all.add(new StoreLoss(false));
        all.add(new StageFaults.LegacyOnly());
        all.add(new StageFaults.SpoiledFiles());
        all.add(new LeaderFaults.MoveLead());
        all.add(new LeaderFaults.KillCoordinator(true));
        return all;
    }
}
