// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.cutover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.runtime.cutover.PausePrediction.Confidence;

/** Predicts the pause from what was measured. Pure. */
final class PauseForecast {

    /** Statements to each store while writes are held: records, fence, gates and the checks before the decision. */
    private static final int STATEMENTS = 60;

    /** Statements to each store for each entity type: two drains, and the gates. */
    private static final int STATEMENTS_OF_A_TYPE = 40;

    /** What a busy service has under way at any moment is no backlog. */
    private static final long IN_FLIGHT = 50;

    private PauseForecast() {}

    /**
     * What was measured.
     *
     * @param types how many entity types the module has
     * @param backlog pending keys at first
     * @param left pending keys after {@code watched}
     * @param roundTrips of one statement to each of both stores, together
     * @param earlier pauses of earlier changes of leader of this module
     */
    record Measured(
            int types, long backlog, long left, Duration watched, Duration roundTrips, List<Duration> earlier) {}

    static PausePrediction of(Measured measured, MovePolicy limits) {
        long fallen = measured.backlog() - measured.left();
        double seconds = measured.watched().toNanos() / 1e9;
        Optional<Double> perSecond = fallen > 0 && seconds > 0 ? Optional.of(fallen / seconds) : Optional.empty();
        Duration fixed = median(measured.earlier())
                .orElseGet(() -> measured.roundTrips()
                        .multipliedBy(STATEMENTS + (long) STATEMENTS_OF_A_TYPE * measured.types()));
        // The change of leader first sends what is pending while writes go on: what remains is what came meanwhile.
        Duration drain = measured.left() <= IN_FLIGHT
                ? measured.roundTrips().multipliedBy(measured.left())
                : perSecond
                        .map(it -> Duration.ofMillis((long) (1_000 * Math.min((double) measured.left(), it) / it)))
                        .orElse(limits.drain());
        Duration atMost = limits.hold().plus(limits.hold()).plus(limits.drain());
        Duration sum = fixed.plus(drain);
        return new PausePrediction(
                measured.left(),
                perSecond,
                sum.compareTo(atMost) > 0 ? atMost : sum,
                atMost,
                confidence(measured, perSecond));
    }

    private static Confidence confidence(Measured measured, Optional<Double> perSecond) {
        if (measured.left() <= IN_FLIGHT) {
            return measured.earlier().isEmpty() ? Confidence.MEDIUM : Confidence.HIGH;
        }
        return perSecond.isPresent() ? Confidence.MEDIUM : Confidence.LOW;
    }

    private static Optional<Duration> median(List<Duration> pauses) {
        List<Duration> sorted = pauses.stream().sorted().toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
    }
}
