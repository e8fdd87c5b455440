// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.hostile;

import java.nio.file.Path;
import java.time.Duration;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;

/** A process of its own, with a heap of its own, that has the reconciler send a backlog and verifies the stores. */
public final class BacklogDrain {

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private BacklogDrain() {}

    /** The argument is the configuration file. Ends with 0 if nothing is pending any more and the stores are equal. */
    public static void main(String[] arguments) throws InterruptedException {
        try (Persistence persistence = Persistence.open(
                Config.load(Path.of(arguments[0])),
                ModuleDescriptor.of(NeverStuckTest.BACKLOG.module(), NeverStuckTest.BACKLOG))) {
            var module = persistence.module(NeverStuckTest.BACKLOG.module());
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (module.dualWrite().pendingDepth() > 0 && System.nanoTime() < end) {
                Thread.sleep(200);
            }
            System.out.println("pending=" + module.dualWrite().pendingDepth() + " health=" + module.health());
            var report = module.verify().get(0);
            System.out.println("verification=" + report.verdict());
            boolean isWell = module.dualWrite().pendingDepth() == 0
                    && module.health().isWell()
                    && report.verdict().name().equals("PASS");
            System.exit(isWell ? 0 : 1);
        }
    }
}
