package org.stellaops.persistence.modules.crash;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.stellaops.persistence.cutover.Side;

/** Deals every kind of fault before any comes again, in an order that follows from the seed. */
final class Deck {

    private final Random random;
    private final Deque<Card> left = new ArrayDeque<>();

    Deck(long seed) {
        this.random = new Random(seed);
    }

    List<Card> deal(int cards) {
        List<Card> dealt = new ArrayList<>();
        while (dealt.size() < cards) {
            if (left.isEmpty()) {
                List<Card> all = new ArrayList<>(all());
                Collections.shuffle(all, random);
                left.addAll(all);
            }
            dealt.add(left.removeFirst());
        }
        return dealt;
    }

    /** Every kind of fault once, or more often where it matters most. */
    private static List<Card> all() {
        List<Card> all = new ArrayList<>();
        for (Side side : Side.values()) {
            for (Link fault : Link.values()) {
                all.add(new NetworkCards.OnLink(fault, side));
            }
            all.add(new NetworkCards.PoolFull(side));
            all.add(new NetworkCards.DeadlineOver(side));
            all.add(new LeadCards.MoveOnBadWays(side));
        }
        all.add(new ServiceCards.KillService(false));
        all.add(new ServiceCards.KillService(true));
        for (int i = 0; i < 2; i++) {
            all.add(new ServiceCards.KillService(false));
            all.add(new ServiceCards.PauseService());
            all.add(new DatabaseCards.KillPostgres());
            all.add(new DatabaseCards.StopMongo());
            all.add(new DatabaseCards.DiskFull());
            all.add(new LeadCards.KillCoordinator(false));
            all.add(new LeadCards.PauseWhileMoving());
        }
        all.add(new LeadCards.MoveLead());
        all.add(new LeadCards.KillCoordinator(true));
        return all;
    }
}
