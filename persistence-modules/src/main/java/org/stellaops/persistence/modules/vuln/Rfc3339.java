// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stellaops.persistence.value.Precision;

/** Timestamps as OSV writes them, and the instants among them that a column holds exactly. */
final class Rfc3339 {

    /** Leap seconds and hour 24 are left out: no instant stands for them. */
    private static final Pattern FORM = Pattern.compile(
            "\\d{4}-\\d{2}-\\d{2}[Tt]([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)");

    private static final int LAST_YEAR = 9999;

    private Rfc3339() {}

    /** The instant of a text; empty if it is none, or finer than a microsecond, or outside the years 0000 to 9999. */
    static Optional<Instant> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                            OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant())
                    .filter(Rfc3339::fits);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether a column of microseconds holds the instant. */
    static boolean fits(Instant instant) {
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        return Precision.MICROS.holds(instant) && year >= 0 && year <= LAST_YEAR;
    }
}
