// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.stellaops.persistence.benchmarks.results.Median;

/**
 * What was measured with one leader. Pure.
 *
 * @param rotations the blocks of each rotation
 */
record Measurements(List<Map<Situation, Block>> rotations) {

    /** All blocks of a situation added up. */
    Block all(Situation situation) {
        return rotations.stream()
                .flatMap(it -> Stream.ofNullable(it.get(situation)))
                .reduce(Block.empty(), Block::plus);
    }

    /** The number of writes not applied, in all situations. */
    long failed() {
        return Arrays.stream(Situation.values())
                .mapToLong(it -> all(it).failed())
                .sum();
    }

    /**
     * The median over all rotations of the {@linkplain Block#typicalP99 typical p99} in this situation divided by that
     * of the leader
     * alone in the same rotation. It decides: a noisy second of the machine spoils one rotation, not the median.
     */
    double pairedRatio(Situation situation) {
        return median(rotation -> ratio(block(rotation, situation), alone(rotation)));
    }

    /** As {@link #pairedRatio}, of the {@linkplain Block#typicalP50 typical p50}. */
    double pairedMedianRatio(Situation situation) {
        return median(rotation ->
                block(rotation, situation).typicalP50() / alone(rotation).typicalP50());
    }

    /** The confidence interval of that ratio. */
    Interval pairedInterval(Situation situation) {
        return Interval.ofMedian(rotations.stream()
                .mapToDouble(rotation -> ratio(block(rotation, situation), alone(rotation)))
                .toArray());
    }

    /** The same without pairing: p99 over all blocks divided by p99 over all blocks of the leader alone. */
    double pooledRatio(Situation situation) {
        return all(situation).pooledP99()
                / all(Situation.ALONE).plus(all(Situation.ALONE_AGAIN)).pooledP99();
    }

    /**
     * How far apart two blocks of the leader alone are in one rotation, as a factor of at least one: the measurement's
     * own noise.
     */
    double noise() {
        return median(rotation -> {
            double ratio = ratio(block(rotation, Situation.ALONE), block(rotation, Situation.ALONE_AGAIN));
            return Math.max(ratio, 1 / ratio);
        });
    }

    /** The greatest deciding ratio of all situations that the claim is about. */
    double worstRatio() {
        return Arrays.stream(Situation.values())
                .filter(Situation::isBroken)
                .mapToDouble(this::pairedRatio)
                .max()
                .orElseThrow();
    }

    private double median(ToDoubleFunction<Map<Situation, Block>> figure) {
        return Median.of(rotations.stream().mapToDouble(figure));
    }

    private static Block block(Map<Situation, Block> rotation, Situation situation) {
        return Objects.requireNonNull(rotation.get(situation), situation::words);
    }

    private static Block alone(Map<Situation, Block> rotation) {
        return block(rotation, Situation.ALONE).plus(block(rotation, Situation.ALONE_AGAIN));
    }

    private static double ratio(Block one, Block base) {
        return one.typicalP99() / base.typicalP99();
    }
}
