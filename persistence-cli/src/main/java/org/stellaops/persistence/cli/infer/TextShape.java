// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a text looks like. Pure. */
enum TextShape {
    /** An instant as {@link Instant#toString} writes it, to the millisecond. */
    INSTANT,
    /** An instant to the millisecond in another spelling, or with an offset. */
    INSTANT_ANY,
    /** A calendar date. */
    DATE,
    /** A number. */
    NUMBER,
    /** A word for a truth value. */
    TRUTH,
    /** A UUID in lower case. */
    UUID,
    /** 24 hexadecimal digits. */
    OBJECT_ID,
    /** Anything else. */
    OTHER;

    private static final int LONGEST = 40;
    private static final int NANOS_OF_MILLI = 1_000_000;
    private static final Pattern NUMBERS = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");
    private static final Pattern DATES = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern INSTANTS = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d.*");
    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern OBJECT_IDS = Pattern.compile("[0-9a-f]{24}");
    private static final Set<String> TRUTHS = Set.of("true", "false", "yes", "no", "y", "n");

    /** The shape of a text. */
    static TextShape of(String text) {
        if (text.length() > LONGEST) {
            return OTHER;
        } else if (OBJECT_IDS.matcher(text).matches()) {
            return OBJECT_ID;
        } else if (UUIDS.matcher(text).matches()) {
            return UUID;
        } else if (NUMBERS.matcher(text).matches()) {
            return NUMBER;
        } else if (TRUTHS.contains(text.toLowerCase(Locale.ROOT))) {
            return TRUTH;
        }
        return DATES.matcher(text).matches() ? date(text) : instant(text);
    }

    private static TextShape date(String text) {
        try {
            return LocalDate.parse(text).toString().equals(text) ? DATE : OTHER;
        } catch (DateTimeException e) {
            return OTHER;
        }
    }

    private static TextShape instant(String text) {
        if (!INSTANTS.matcher(text).matches()) {
            return OTHER;
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (instant.getNano() % NANOS_OF_MILLI != 0) {
                return OTHER;
            }
            return instant.toString().equals(text) ? INSTANT : INSTANT_ANY;
        } catch (DateTimeException e) {
            return OTHER;
        }
    }
}
