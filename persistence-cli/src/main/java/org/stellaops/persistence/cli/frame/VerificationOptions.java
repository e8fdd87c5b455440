// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import picocli.CommandLine.Option;

/** How deep a verification is, and what becomes of its outcome. */
public final class VerificationOptions {

    @Option(
            names = "--findings",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many differing keys of each entity type are listed; all are counted"
                    + " (default: ${DEFAULT-VALUE})")
    private int findings;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "deep",
            description = "quick, full or deep (default: ${DEFAULT-VALUE})")
    private String mode = "deep";

    @Option(names = "--keep", description = "keeps the outcome for the gates, and in the audit trail")
    private boolean keep;

    /** For picocli. */
    public VerificationOptions() {}

    /** What they ask for; a usage error of this command if it makes no sense. */
    public VerificationSettings check(Frame frame) {
        if (findings < 1) {
            throw frame.usage("--findings must be at least 1, but is " + findings);
        }
        VerificationMode depth = VerificationMode.of(mode)
                .orElseThrow(() -> frame.usage("--mode must be quick, full or deep, but is " + mode));
        return VerificationSettings.defaults().withFindings(findings).withMode(depth);
    }

    /** Whether the outcome is kept in the store that leads. */
    public boolean keeps() {
        return keep;
    }
}
