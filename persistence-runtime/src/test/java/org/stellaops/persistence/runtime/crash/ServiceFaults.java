// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.SplittableRandom;

/** What befalls the processes of the services. */
final class ServiceFaults {

    private ServiceFaults() {}

    /** One service is killed, or both at once. */
    record KillService(boolean both) implements FaultScript {

        @Override
        public String name() {
            return both ? "kill-both-services" : "kill-service";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            if (both) {
                scene.services().forEach(ServiceProcess::kill);
            } else {
                scene.services().get(random.nextInt(scene.services().size())).kill();
            }
            return "";
        }
    }

    /** One service does not run for a while, whatever it is in the middle of. */
    record PauseService() implements FaultScript {

        @Override
        public String name() {
            return "pause-service";
        }

        @Override
        public String play(Scene scene, SplittableRandom random) throws InterruptedException {
            Runnable goOn = scene.services()
                    .get(random.nextInt(scene.services().size()))
                    .pause();
            FaultScript.hold(random, 300, 1500);
            goOn.run();
            return "";
        }
    }
}
