// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers as texts whose byte order is the order of the numbers, one text for each number whatever its class: {@code 1},
 * {@code 1L} and {@code 1.0} are all {@code a1}.
 *
 * <p>A letter for how many digits the whole part has, then the digits; below zero the complements of both.
 */
final class SortableNumber {

    private static final int SHORT = 20;
    private static final int LONGEST = 9999;
    private static final char POSITIVE = 'a';
    private static final char NEGATIVE = 'Z';
    private static final char LONG_POSITIVE = 'z';
    private static final char LONG_NEGATIVE = 'A';
    private static final char NEGATIVE_END = '~';

    private SortableNumber() {}

    static String textOf(BigDecimal number) {
        BigDecimal magnitude = number.abs();
        BigInteger whole = magnitude.toBigInteger();
        String digits = whole.toString();
        BigDecimal rest = magnitude.subtract(new BigDecimal(whole)).stripTrailingZeros();
        String fraction = rest.signum() == 0 ? "" : rest.toPlainString().substring(1);
        if (digits.length() > LONGEST) {
            throw new IllegalArgumentException("a number with " + digits.length() + " digits is too long for a key");
        }
        return number.signum() < 0
                ? negativeLength(digits.length()) + complement(digits + fraction) + NEGATIVE_END
                : positiveLength(digits.length()) + digits + fraction;
    }

    /**
     * The number of a text.
     *
     * @throws IllegalArgumentException if {@link #textOf} makes no such text
     */
    static BigDecimal numberOf(String text) {
        BigDecimal number;
        try {
            number = decode(text);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a numeric id is not written as a key writes it", e);
        }
        if (!textOf(number).equals(text)) {
            throw new IllegalArgumentException("a numeric id is not written as a key writes it");
        }
        return number;
    }

    private static BigDecimal decode(String text) {
        char first = text.charAt(0);
        int from = first == LONG_POSITIVE || first == LONG_NEGATIVE ? 5 : 1;
        return Character.isUpperCase(first)
                ? new BigDecimal(complement(text.substring(from, text.length() - 1))).negate()
                : new BigDecimal(text.substring(from));
    }

    private static String positiveLength(int length) {
        return length <= SHORT ? String.valueOf((char) (POSITIVE + length - 1)) : LONG_POSITIVE + padded(length);
    }

    private static String negativeLength(int length) {
        return length <= SHORT
                ? String.valueOf((char) (NEGATIVE - length + 1))
                : LONG_NEGATIVE + padded(LONGEST - length);
    }

    private static String padded(int length) {
        String digits = Integer.toString(length);
        return "0".repeat(4 - digits.length()) + digits;
    }

    private static String complement(String digits) {
        StringBuilder complement = new StringBuilder(digits.length());
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            complement.append(c == '.' ? c : (char) ('9' - c + '0'));
        }
        return complement.toString();
    }
}
