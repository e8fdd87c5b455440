package org.stellaops.persistence.dualwrite.verify;

import org.stellaops.persistence.dualwrite.settings.Recheck;

/**
 * How a verification works.
 *
 * @param findings how many findings a report lists, the first in the order of keys; all are counted
 * @param fields how many differing fields a finding lists
 * @param recheck how patiently keys are looked at again while writes are under way
 * @param deferred how many such keys are kept for later, at most; beyond that the pass waits for each at once
 * @param progressEvery after how many records a progress event is sent
 */
public record VerificationSettings(int findings, int fields, Recheck recheck, int deferred, int progressEvery) {

    private static final int DEFAULT_FINDINGS = 1000;
    private static final int DEFAULT_FIELDS = 20;
    private static final int DEFAULT_DEFERRED = 10_000;
    private static final int DEFAULT_PROGRESS = 5000;

    /**
     * Rejects limits that would hide what was found.
     *
     * @throws IllegalArgumentException if a number is below 1
     */
    public VerificationSettings {
        if (findings < 1 || fields < 1 || deferred < 1 || progressEvery < 1) {
            throw new IllegalArgumentException("findings, fields, deferred and progress-every of a verification must be"
                    + " at least 1, but are " + findings + ", " + fields + ", " + deferred + " and " + progressEvery);
        }
    }

    /** A thousand findings of twenty fields, patient looks. */
    public static VerificationSettings defaults() {
        return new VerificationSettings(
                DEFAULT_FINDINGS, DEFAULT_FIELDS, Recheck.patient(), DEFAULT_DEFERRED, DEFAULT_PROGRESS);
    }

    /** These settings with another patience. */
    public VerificationSettings withRecheck(Recheck other) {
        return new VerificationSettings(findings, fields, other, deferred, progressEvery);
    }

    /** These settings with another length of the list of findings. */
    public VerificationSettings withFindings(int limit) {
        return new VerificationSettings(limit, fields, recheck, deferred, progressEvery);
    }
}
