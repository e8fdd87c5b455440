// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.generate;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Checks a property with many generated values. On failure the smallest value that was found is reported together with
 * the seed, so that the run can be repeated exactly.
 */
public final class Property {

    /** A seed that replaces every property's own, to test more values than the default run. */
    public static final String SEED = "PERSISTENCE_TEST_SEED";

    private static final int LARGEST_SIZE = 40;
    private static final int MOST_SHRINKS = 2_000;

    private Property() {}

    /** A property that reports a violation by throwing. */
    @FunctionalInterface
    public interface Claim<T> {

        /** Whether it holds; throwing an {@link AssertionError} or {@link RuntimeException} means that it does not. */
        boolean holds(T value);
    }

    /**
     * Checks a property.
     *
     * @param seed where the chances begin, unless the system property or environment variable {@value #SEED} specifies
     *     another
     * @param runs how many values to try
     * @throws AssertionError if it does not hold; the message has seed, run and the shrunk counterexample
     */
    public static <T> void check(long seed, int runs, Gen<T> generator, Claim<T> claim) {
        if (runs < 1) {
            throw new IllegalArgumentException("a property that is checked " + runs + " times proves nothing");
        }
        long begin = Optional.ofNullable(System.getProperty(SEED))
                .or(() -> Optional.ofNullable(System.getenv(SEED)))
                .map(Long::parseLong)
                .orElse(seed);
        RandomSource source = new RandomSource(begin);
        for (int run = 0; run < runs; run++) {
            T value = generator.generate(source, run % LARGEST_SIZE);
            if (failure(claim, value).isPresent()) {
                report(begin, run, shrunk(generator, claim, value), claim);
            }
        }
    }

    private static <T> void report(long seed, int run, T smallest, Claim<T> claim) {
        Throwable cause = failure(claim, smallest).orElseThrow();
        throw new AssertionError(
                "property does not hold: seed " + seed + ", run " + run + ", shrunk to " + smallest + "; "
                        + cause.getMessage() + "; repeat with -D" + SEED + "=" + seed,
                cause);
    }

    private static <T> T shrunk(Gen<T> generator, Claim<T> claim, T failing) {
        Predicate<T> fails = value -> failure(claim, value).isPresent();
        T smallest = failing;
        int left = MOST_SHRINKS;
        Optional<T> next = Optional.of(failing);
        while (next.isPresent() && left > 0) {
            smallest = next.get();
            int allowed = Math.min(left, 200);
            left -= allowed;
            next = generator.shrink(smallest).limit(allowed).filter(fails).findFirst();
        }
        return smallest;
    }

    private static <T> Optional<Throwable> failure(Claim<T> claim, T value) {
        try {
            return claim.holds(value) ? Optional.empty() : Optional.of(new AssertionError("the claim is false"));
        } catch (AssertionError | RuntimeException e) {
            return Optional.of(e);
        }
    }
}
