// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/** A decimal as {@code numeric_recv} reads it: groups of four digits around the point, and its scale. */
final class CopyNumeric {

    private static final int BASE = 10_000;
    private static final int DIGITS_OF_A_GROUP = 4;
    private static final int NEGATIVE = 0x4000;
    private static final BigInteger BIG_BASE = BigInteger.valueOf(BASE);

    private final CopyBytes out;
    private int[] groups = new int[16];
    private int count;

    CopyNumeric(CopyBytes out) {
        this.out = out;
    }

    void write(BigDecimal value) {
        BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
        int missing = Math.floorMod(-plain.scale(), DIGITS_OF_A_GROUP);
        divide(plain.unscaledValue().abs().multiply(BigInteger.TEN.pow(missing)));
        int behindThePoint = (plain.scale() + missing) / DIGITS_OF_A_GROUP;
        out.int16(count);
        out.int16(count == 0 ? 0 : count - behindThePoint - 1);
        out.int16(plain.signum() < 0 ? NEGATIVE : 0);
        out.int16(plain.scale());
        for (int i = count - 1; i >= 0; i--) {
            out.int16(groups[i]);
        }
    }

    /** Into groups, the last one first. */
    private void divide(BigInteger digits) {
        count = 0;
        BigInteger rest = digits;
        while (rest.bitLength() >= Long.SIZE) {
            BigInteger[] divided = rest.divideAndRemainder(BIG_BASE);
            add(divided[1].intValue());
            rest = divided[0];
        }
        for (long left = rest.longValue(); left != 0; left /= BASE) {
            add((int) (left % BASE));
        }
    }

    private void add(int group) {
        if (count == groups.length) {
            groups = Arrays.copyOf(groups, 2 * count);
        }
        groups[count++] = group;
    }
}
