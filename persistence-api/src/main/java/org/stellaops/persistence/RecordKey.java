// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.value.Texts;

/**
 * The name of one record: its tenant, unless its entity type is global, and its id.
 *
 * <p>Ids are compared as UTF-8 bytes, in every store alike. A UUID or an object id is written in lower-case hexadecimal.
 *
 * @param tenantOrNull the tenant, null for a record of a global entity type
 * @param id the id within the tenant
 */
public record RecordKey(@Nullable String tenantOrNull, String id) implements Comparable<RecordKey> {

    /** The longest id and the longest tenant that both databases can index, in UTF-8 bytes. */
    public static final int LONGEST_ID = Limits.LONGEST_ID;

    public static final int LONGEST_TENANT = Limits.LONGEST_TENANT;

    private static final Comparator<RecordKey> ORDER = Comparator.comparing(RecordKey::tenantOrEmpty, Texts.BYTE_ORDER)
            .thenComparing(RecordKey::id, Texts.BYTE_ORDER);

    /**
     * Rejects a key that one of the databases could not hold.
     *
     * @throws IllegalArgumentException if a part is empty, too long, or not storable text
     */
    public RecordKey {
        requirePart("id", id, LONGEST_ID);
        if (tenantOrNull != null) {
            requirePart("tenant", tenantOrNull, LONGEST_TENANT);
        }
    }

    /**
     * Rejects a tenant that no key could name.
     *
     * @throws IllegalArgumentException if it is empty, too long, or not storable text; the message names the rule
     */
    public static void requireTenant(String tenant) {
        requirePart("tenant", tenant, LONGEST_TENANT);
    }

    /** The key of a record of a global entity type. */
    public static RecordKey global(String id) {
        return new RecordKey(null, id);
    }

    /** The key of a tenant's record. */
    public static RecordKey of(String tenant, String id) {
        return new RecordKey(tenant, id);
    }

    /** The tenant, empty for a global entity type. */
    public Optional<String> tenant() {
        return Optional.ofNullable(tenantOrNull);
    }

    /** The tenant, or the empty text for a global record; the form in which both stores keep it beside the id. */
    public String tenantOrEmpty() {
        return tenantOrNull == null ? "" : tenantOrNull;
    }

    /** Tenant first, then id, both by UTF-8 bytes: the order of every scan and every listing's last tie-break. */
    @Override
    public int compareTo(RecordKey other) {
        return ORDER.compare(this, other);
    }

    /** For a person and a log: what is no visible character is escaped. */
    @Override
    public String toString() {
        return Texts.printable(tenantOrNull == null ? id : tenantOrNull + "/" + id);
    }

    /** A part of a key is longer than both databases can index. */
    public static final class TooLongException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private TooLongException(String message) {
            super(message);
        }
    }

    private static void requirePart(String part, String text, int longest) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the " + part + " of a key must not be empty");
        }
        Texts.problemOf(text).ifPresent(problem -> {
            throw new IllegalArgumentException("the " + part + " of a key " + problem + ", so it cannot be stored");
        });
        int bytes = Texts.utf8Length(text);
        if (bytes > longest) {
            throw new TooLongException(
                    "the " + part + " of a key may have at most " + longest + " UTF-8 bytes, but has " + bytes);
        }
    }
}
