// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.admission;

import java.util.List;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;

/**
 * What a readmission did.
 *
 * @param epoch the epoch that began with it
 * @param repaired how many keys differed and were repaired
 * @param verifications one report for each entity type; the gates judge them as any other
 */
public record ReadmissionReport(
        ReadmissionPlan plan, long epoch, long repaired, List<VerificationReport> verifications) {

    /** Takes an unmodifiable copy. */
    public ReadmissionReport {
        verifications = List.copyOf(verifications);
    }

    /** Whether both stores were found equal afterwards. */
    public boolean isEqual() {
        return verifications.stream()
                .allMatch(it -> it.complete() && it.counts().divergent() == 0);
    }
}
