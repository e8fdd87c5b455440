// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The text of {@link Instant#toString}, which goes through a general formatter, made digit by digit. Pure. */
final class MomentText {

    private static final long YEAR_0 = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_10000 =
            Instant.parse("+10000-01-01T00:00:00Z").getEpochSecond();
    private static final int LONGEST = 30;
    private static final int NANO_DIGITS = 9;

    private final char[] out = new char[LONGEST];
    private int length;

    private MomentText() {}

    static String of(Instant instant) {
        boolean isOfFourDigits = instant.getEpochSecond() >= YEAR_0 && instant.getEpochSecond() < YEAR_10000;
        return isOfFourDigits
                ? new MomentText()
                        .text(LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC))
                : instant.toString();
    }

    private String text(LocalDateTime utc) {
        digits(utc.getYear(), 4)
                .then('-')
                .digits(utc.getMonthValue(), 2)
                .then('-')
                .digits(utc.getDayOfMonth(), 2);
        then('T').digits(utc.getHour(), 2);
        then(':').digits(utc.getMinute(), 2);
        then(':').digits(utc.getSecond(), 2);
        fraction(utc.getNano());
        then('Z');
        return new String(out, 0, length);
    }

    @CanIgnoreReturnValue
    private MomentText then(char c) {
        out[length++] = c;
        return this;
    }

    @CanIgnoreReturnValue
    private MomentText digits(int number, int count) {
        int rest = number;
        for (int i = length + count - 1; i >= length; i--) {
            out[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    /** In groups of three digits, as many as are needed. */
    private void fraction(int nanos) {
        if (nanos == 0) {
            return;
        }
        int count = NANO_DIGITS;
        int shown = nanos;
        while (shown % 1000 == 0) {
            shown /= 1000;
            count -= 3;
        }
        then('.').digits(shown, count);
    }
}
