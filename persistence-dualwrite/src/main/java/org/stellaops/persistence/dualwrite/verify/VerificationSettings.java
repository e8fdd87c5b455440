// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import org.stellaops.persistence.dualwrite.settings.Recheck;

/**
 * Settings of a verification.
 *
 * @param findings how many findings a report lists, the first in key order; all are counted
 * @param fields how many differing fields a finding lists
 * @param recheck how often keys are compared again while writes are in flight
 * @param deferred the maximum number of such keys that are deferred; beyond that the pass waits for each immediately
 * @param progressEvery after how many records a progress event is sent
 * @param mode how much is read
 * @param readAhead how many scan entries of each store a thread of its own reads ahead, without their contents; 0 reads in the caller's
 *     thread, one store after the other
 */
public record VerificationSettings(
        int findings,
        int fields,
        Recheck recheck,
        int deferred,
        int progressEvery,
        VerificationMode mode,
        int readAhead) {

    private static final int DEFAULT_FINDINGS = 1000;
    private static final int DEFAULT_FIELDS = 20;
    private static final int DEFAULT_DEFERRED = 10_000;
    private static final int DEFAULT_PROGRESS = 5000;
    private static final int DEFAULT_READ_AHEAD = 10_000;

    /**
     * Rejects limits that would hide findings.
     *
     * @throws IllegalArgumentException if a number is below 1, or {@code readAhead} below 0
     */
    public VerificationSettings {
        if (findings < 1 || fields < 1 || deferred < 1 || progressEvery < 1 || readAhead < 0) {
            throw new IllegalArgumentException("findings, fields, deferred and progress-every of a verification must be"
                    + " at least 1, and read-ahead at least 0, but they are " + findings + ", " + fields + ", "
                    + deferred + ", " + progressEvery + " and " + readAhead);
        }
    }

    /** Settings of a {@link VerificationMode#DEEP deep} verification that reads ahead. */
    public VerificationSettings(int findings, int fields, Recheck recheck, int deferred, int progressEvery) {
        this(findings, fields, recheck, deferred, progressEvery, VerificationMode.DEEP, DEFAULT_READ_AHEAD);
    }

    /** A deep verification: a thousand findings of twenty fields, with the default recheck. */
    public static VerificationSettings defaults() {
        return new VerificationSettings(
                DEFAULT_FINDINGS, DEFAULT_FIELDS, Recheck.patient(), DEFAULT_DEFERRED, DEFAULT_PROGRESS);
    }

    /** These settings with another recheck. */
    public VerificationSettings withRecheck(Recheck other) {
        return new VerificationSettings(findings, fields, other, deferred, progressEvery, mode, readAhead);
    }

    /** These settings with another limit of listed findings. */
    public VerificationSettings withFindings(int limit) {
        return new VerificationSettings(limit, fields, recheck, deferred, progressEvery, mode, readAhead);
    }

    /** These settings in another mode. */
    public VerificationSettings withMode(VerificationMode other) {
        return new VerificationSettings(findings, fields, recheck, deferred, progressEvery, other, readAhead);
    }

    /** These settings with another number of entries to read ahead. */
    public VerificationSettings withReadAhead(int entries) {
        return new VerificationSettings(findings, fields, recheck, deferred, progressEvery, mode, entries);
    }
}
