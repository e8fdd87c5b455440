// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.stellaops.persistence.runtime.crash.FleetFault.Kind;
import org.stellaops.persistence.runtime.crash.FleetFault.Moment;

/**
 * What befalls services at one change of leader after the other, in an order that the seed determines: each kind of fault in the
 * first three, then every kind at every moment, with as many changes without a fault.
 */
final class FleetFaults {

    private static final int WITHOUT = 6;

    private final Random random;
    private final Deque<FleetFault> left = new ArrayDeque<>();

    FleetFaults(long seed) {
        this.random = new Random(seed);
        List<FleetFault> first = new ArrayList<>();
        faults().forEach(it -> first.add(new FleetFault(it, anyMoment(), random.nextBoolean())));
        shuffle(first);
    }

    FleetFault next() {
        if (left.isEmpty()) {
            shuffle(all());
        }
        return left.removeFirst();
    }

    private List<FleetFault> all() {
        List<FleetFault> all =
                new ArrayList<>(Collections.nCopies(WITHOUT, new FleetFault(Kind.NONE, anyMoment(), false)));
        for (Moment moment : Moment.values()) {
            faults().forEach(it -> all.add(new FleetFault(it, moment, random.nextBoolean())));
        }
        return all;
    }

    private void shuffle(List<FleetFault> faults) {
        Collections.shuffle(faults, random);
        left.addAll(faults);
    }

    private Moment anyMoment() {
        return random.nextBoolean() ? Moment.BEFORE : Moment.AMID;
    }

    private static List<Kind> faults() {
        return List.of(Kind.KILLED, Kind.STOPPED, Kind.CUT);
    }
}
