// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.generate;

import java.util.List;
import java.util.stream.Stream;
import org.stellaops.persistence.testkit.leak.Injected;

/** Generators of ordinary and unusual texts. */
public final class RandomTexts {

    private static final List<String> PIECES = List.of(
            "a",
            "b",
            "Z",
            "0",
            " ",
            "_",
            "-",
            ".",
            "$",
            "/",
            "'",
            "\"",
            "\\",
            "\n",
            "\t",
            "\u0001",
            "\u001f",
            "%",
            "{",
            "}",
            "é",
            "e\u0301",
            "ß",
            "İ",
            "Ω",
            "中",
            "\u202e",
            "\u200d",
            "\ufeff",
            "\ufffd",
            "\uffff",
            "\ud83d\ude00",
            "\ud83d\udc68\u200d\ud83d\udc69",
            "\udbff\udfff",
            "null",
            "$oid",
            "_id",
            "\u007f",
            "\u0080");

    private static final List<String> UNSTORABLE = List.of("\0", "\ud83d", "\ude00", "\ude00\ud83d");

    private static final int LONG = 5_000;

    private RandomTexts() {}

    /** Any text that both databases hold: empty, ASCII, control characters, combining, beyond the basic plane, long. */
    public static Gen<String> storable() {
        return Gen.of(
                (source, size) -> source.onceIn(60)
                        ? source.oneOf(PIECES).repeat(LONG / 4)
                        : marked(source) + pieces(source, source.between(0, Math.min(size, 12))),
                RandomTexts::shorter);
    }

    /** Texts for the id of a record: not empty and not long. */
    public static Gen<String> ids() {
        return Gen.of((source, size) -> pieces(source, source.between(1, 6)), RandomTexts::shorter)
                .where(it -> !it.isEmpty());
    }

    /** Texts that one of the databases rejects: with NUL, or with half of a surrogate pair. */
    public static Gen<String> unstorable() {
        return Gen.of(
                (source, size) -> pieces(source, source.between(0, 3)) + "x" + source.<String>oneOf(UNSTORABLE) + "x"
                        + pieces(source, source.between(0, 3)),
                text -> UNSTORABLE.stream().filter(it -> it.length() < text.length()));
    }

    /** A value of a document, which no log line may show. */
    private static String marked(RandomSource source) {
        return source.onceIn(20) ? Injected.MARK : "";
    }

    private static String pieces(RandomSource source, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(source.<String>oneOf(PIECES));
        }
        return text.toString();
    }

    /** Never cuts a surrogate pair, so that what shrinks stays storable. */
    private static Stream<String> shorter(String text) {
        int[] points = text.codePoints().toArray();
        if (points.length == 0) {
            return Stream.empty();
        }
        Stream<String> halves = Stream.of(
                "",
                new String(points, 0, points.length / 2),
                new String(points, points.length / 2, (points.length + 1) / 2));
        Stream<String> without = Stream.iterate(0, i -> i < Math.min(points.length, 50), i -> i + 1)
                .map(i -> new String(points, 0, i) + new String(points, i + 1, points.length - i - 1));
        return Stream.concat(halves, without).filter(it -> it.length() < text.length());
    }
}
