// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What an operator does while callers write and everything else fails. */
final class OperatorFaults {

    private static final int LONGEST_ANSWER_MILLIS = 120_000;
    private static final int KEYS_TO_REPAIR = 20;

    private OperatorFaults() {}

    /** Every tombstone that both stores have is removed, behind an epoch advance. */
    record RemoveTombstones() implements FaultScript {

        @Override
        public String name() {
            return "remove-tombstones";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) {
            String[] answer = ask(scene, random, "remove-tombstones");
            if (answer[0].equals("removed") || answer[0].equals("stopped")) {
                scene.kinds().count("epoch-advances");
                scene.kinds().count("tombstones-removed", Long.parseLong(answer[1]));
            }
            return answer[0];
        }
    }

    /** Everything is copied again, beside live writes. */
    record Backfill() implements FaultScript {

        @Override
        public String name() {
            return "backfill";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) {
            String[] answer = ask(scene, random, "backfill");
            if (answer[0].equals("finished")) {
                scene.kinds().count("backfills");
            }
            return answer[0];
        }
    }

    /** Keys of the round that is played are repaired. */
    record RepairKeys() implements FaultScript {

        @Override
        public String name() {
            return "repair";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) {
            Keys keys = scene.keys();
            List<String> some = IntStream.range(0, KEYS_TO_REPAIR)
                    .mapToObj(i -> CrashTypes.textOf(keys.any(random)))
                    .distinct()
                    .toList();
            String[] answer = ask(scene, random, some.stream().collect(Collectors.joining(" ", "repair ", "")));
            if (answer[0].equals("repaired")) {
                scene.kinds().count("repair-calls", some.size());
                scene.kinds().count("repaired", Long.parseLong(answer[1]));
            }
            return answer[0];
        }
    }

    /** Both stores are compared beside live writes; what differs then must be on its way, and is not reported as different. */
    record VerifyUnderLoad() implements FaultScript {

        @Override
        public String name() {
            return "verify-under-load";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) {
            // While a store is lost, or not written, they do differ.
            synchronized (scene.lead()) {
                String[] answer = ask(scene, random, "verify");
                if (answer[0].equals("differs")) {
                    throw new IllegalStateException(
                            "a verification under load found differences: " + String.join(" ", answer));
                }
                scene.kinds().count("verifications-under-load");
                return answer[0];
            }
        }
    }

    /** A service that dies meanwhile leaves the work half done, as an operator's process would. */
    private static String[] ask(Scene scene, SplittableRandom random, String line) {
        ServiceProcess service =
                scene.services().get(random.nextInt(scene.services().size()));
        try {
            return service.ask(line, LONGEST_ANSWER_MILLIS).split(" ", -1);
        } catch (IOException e) {
            return new String[] {"died"};
        }
    }
}
