// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.advisory;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.stellaops.persistence.value.JsonWriter;
import org.stellaops.persistence.value.Struct;

/**
 * Generates lines of OSV text: most are plain advisories, some violate the schema in ways that must be preserved, and
 * a fixed share cannot be stored and must be rejected.
 *
 * <p>The same seed makes the same lines; line {@code i} depends on nothing but the seed and {@code i}. <b>Threads.</b>
 * Safe for concurrent use.
 */
public final class OsvGenerator {

    /** One in this many lines, on average, cannot be stored. */
    public static final int LINES_PER_REJECTION = 100;

    private final long seed;

    /** Lines from a seed. */
    public OsvGenerator(long seed) {
        this.seed = seed;
    }

    /**
     * A line of text.
     *
     * @param text the text, without a line break
     * @param storable whether it is an advisory that can be stored
     */
    public record Line(String text, boolean storable) {}

    /** The texts of the first lines. */
    public Stream<String> stream(long lines) {
        return lines(lines).map(Line::text);
    }

    /** The first lines. */
    public Stream<Line> lines(long lines) {
        return LongStream.range(0, lines).mapToObj(this::line);
    }

    private Line line(long index) {
        Dice dice = new Dice(seed * 0x9E3779B97F4A7C15L + index);
        AdvisoryDraft draft = new AdvisoryDraft(dice);
        Struct advisory = draft.malformed(draft.plain(idOf(index)));
        // The first line has the id that others repeat.
        return index == 0 || dice.below(LINES_PER_REJECTION) > 0
                ? new Line(JsonWriter.write(advisory), true)
                : new Line(new Rejectable(dice).spoil(advisory, idOf(0)), false);
    }

    private static String idOf(long index) {
        return String.format("GEN-%d-%06d", 2000 + index % 27, index);
    }
}
