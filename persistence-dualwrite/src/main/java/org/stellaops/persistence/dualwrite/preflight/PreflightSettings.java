// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

/**
 * How a preflight works.
 *
 * @param strictness what counts as a finding
 * @param limit how many documents are read at most; 0 for all. A run that is cut by it proves nothing
 * @param samples how many cases of each finding are named by key; all are counted
 */
public record PreflightSettings(Strictness strictness, long limit, int samples) {

    private static final PreflightSettings DEFAULTS = new PreflightSettings(Strictness.BLOCKING, 0, 10);
    private static final int MOST_SAMPLES = 10_000;

    /** What counts as a finding. */
    public enum Strictness {
        /** What the target would refuse or lose. */
        BLOCKING,
        /** Also drift of types and declared defaults that were used. */
        STRICT
    }

    /**
     * Rejects settings that make no sense.
     *
     * @throws IllegalArgumentException if the limit is negative, or samples are below 1 or above 10,000
     */
    public PreflightSettings {
        if (limit < 0 || samples < 1 || samples > MOST_SAMPLES) {
            throw new IllegalArgumentException("the limit must not be negative and the samples be 1 to " + MOST_SAMPLES
                    + ", but are " + limit + " and " + samples);
        }
    }

    /** Not strict, all documents, ten samples. */
    public static PreflightSettings defaults() {
        return DEFAULTS;
    }

    /** These settings with another strictness. */
    public PreflightSettings withStrictness(Strictness value) {
        return new PreflightSettings(value, limit, samples);
    }

    /** These settings with another limit. */
    public PreflightSettings withLimit(long value) {
        return new PreflightSettings(strictness, value, samples);
    }

    /** These settings with another number of samples. */
    public PreflightSettings withSamples(int value) {
        return new PreflightSettings(strictness, limit, value);
    }

    boolean counts(PreflightKind kind) {
        return !kind.isStrictOnly() || strictness == Strictness.STRICT;
    }

    boolean allows(long read) {
        return limit == 0 || read < limit;
    }
}
