// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.Locale;
import java.util.SplittableRandom;

/** One fault that befalls a round; it waits until the fault is over. What it chooses follows from the seed. */
interface FaultScript {

    /** What it is called in the log. */
    String name();

    /** Does it, and undoes it; answers what is worth telling beside the name. */
    String play(Scene scene, SplittableRandom random) throws InterruptedException;

    /** The name of a constant as it stands in a log. */
    static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Waits for at least so many milliseconds, and for fewer than so many. */
    static void hold(SplittableRandom random, int least, int most) throws InterruptedException {
        Thread.sleep(random.nextInt(least, most));
    }
}
