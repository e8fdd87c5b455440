// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

/**
 * How large and how deep what is stored and asked for may be. The limits hold for every store alike and are checked before
 * either database is asked, so that both leaders give the same answer and nothing is accepted that the other store could never
 * hold. {@code docs/guide/limits.md} says where each comes from.
 */
public final class Limits {

    // Keys.

    /** The longest id, in UTF-8 bytes. */
    public static final int LONGEST_ID = 1_000;

    /** The longest tenant, in UTF-8 bytes. */
    public static final int LONGEST_TENANT = 200;

    // Values.

    /** How deep values may be nested, with room below MongoDB's limit of 100 for the record around them. */
    public static final int DEEPEST_VALUE = 90;

    /** The most values in one record, counted at every depth. */
    public static final int MOST_VALUES = 1_000_000;

    /** The largest content in canonical form, in UTF-8 bytes; a text cannot be longer either. */
    public static final int LARGEST_CONTENT = 12 * 1024 * 1024;

    /** The largest legacy document as BSON, in bytes: MongoDB's 16 MiB without what the library adds. */
    public static final int LARGEST_DOCUMENT = 16 * 1024 * 1024 - 16 * 1024;

    /** The largest row with its child rows, in bytes of the texts in which it goes to and comes from PostgreSQL. */
    public static final int LARGEST_ROW = 48 * 1024 * 1024;

    /**
     * By how many bytes, and values, what a leader holds may exceed the limits of a whole record: MongoDB changes short fields in
     * one statement, which does not measure the record.
     */
    public static final int ROOM_OF_UPDATES = 1024 * 1024;

    /** The most digits of a decimal: those of a Decimal128. */
    public static final int MOST_DIGITS = 34;

    /** The largest exponent of a decimal. */
    public static final int LARGEST_EXPONENT = 6_111;

    /** The most decimal places of a decimal. */
    public static final int LARGEST_SCALE = 6_176;

    /** The longest text or binary in a unique key, in bytes. */
    public static final int LONGEST_UNIQUE_VALUE = 600;

    /** The largest unique key, in bytes of all its values: a B-tree entry of PostgreSQL without tenant and header. */
    public static final int LARGEST_UNIQUE_KEY = 2_400;

    // Queries.

    /** How deep conditions may be nested. */
    public static final int DEEPEST_CONDITION = 32;

    /** The most conditions in one query, counted at every depth. */
    public static final int MOST_CONDITIONS = 1_000;

    /** The most values that the conditions of one query compare with. */
    public static final int MOST_QUERY_VALUES = 10_000;

    /** The most bytes of all values that the conditions of one query compare with. */
    public static final int LARGEST_QUERY = 1024 * 1024;

    /** The longest prefix that is asked for, in UTF-8 bytes. */
    public static final int LONGEST_PREFIX = 4_096;

    /** The most criteria of an order. */
    public static final int MOST_SORTS = 8;

    /** The most records in one page. */
    public static final int LARGEST_PAGE = 1_000;

    /** The most keys that are asked for, or written, in one call of a store. */
    public static final int MOST_KEYS = 1_000;

    /** The most distinct values of a field that are asked for at once. */
    public static final int MOST_DISTINCT = 10_000;

    /** The most names that lead to a member of a JSON value in a condition. */
    public static final int LONGEST_PATH = 16;

    /** How many bytes of contents one page holds at most, give or take one record. */
    public static final long LARGEST_PAGE_BYTES = 8L * 1024 * 1024;

    /** The longest page token, in characters. */
    public static final int LONGEST_TOKEN = 1024 * 1024;

    // What is said.

    /** The most problems that one rejection names. */
    public static final int MOST_PROBLEMS = 20;

    /** The longest reason of a rejection, in characters. */
    public static final int LONGEST_REASON = 4_000;

    private Limits() {}

    /** A reason cut to {@link #LONGEST_REASON}. */
    public static String bounded(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "...";
    }
}
