package org.stellaops.persistence.modules.crash;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

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
                List<Card> all = new ArrayList<>(Card.all());
                Collections.shuffle(all, random);
                left.addAll(all);
            }
            dealt.add(left.removeFirst());
        }
        return dealt;
    }
}
