// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark.sample;

import java.nio.file.Path;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;

/** What the command line does with the options that it has by default, over the made-up documents. Arguments: backfill or verify, a configuration. */
public final class OneProcess {

    private OneProcess() {}

    /** Does it, and ends with 0 if all went well. */
    public static void main(String[] arguments) {
        ModuleDescriptor module = new Sample().modules().get(0);
        try (Persistence persistence = new GeneratedOpener().open(Config.load(Path.of(arguments[1])), module)) {
            System.exit(arguments[0].equals("backfill") ? backfill(persistence) : verify(persistence));
        }
    }

    private static int backfill(Persistence persistence) {
        BackfillRun run = persistence.module(Sample.MODULE).backfill(Sample.TYPE, BackfillSettings.defaults());
        System.out.println(run.counts());
        return run.isFinished() ? 0 : 2;
    }

    private static int verify(Persistence persistence) {
        VerificationReport report =
                persistence.module(Sample.MODULE).verify(Sample.TYPE, VerificationSettings.defaults());
        System.out.println(report.describe());
        return report.verdict() == Verdict.PASS ? 0 : 2;
    }
}
