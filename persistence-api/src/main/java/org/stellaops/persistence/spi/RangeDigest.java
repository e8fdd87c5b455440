// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.ContentHash;

/**
 * The records of a {@linkplain KeyRange range of keys} as counts and sums, in whatever order they are added. Two ranges whose digests
 * are equal hold the same keys, versions, tokens and stored hashes, but for a chance of one in 2<sup>64</sup>.
 *
 * <p>Of the records themselves only the keys are summed up; version, token and hash are those that are kept beside them. So a store that
 * keeps them in another table can digest each table by itself. The sums are modulo 2<sup>64</sup>, of the function {@code
 * hashtextextended} that PostgreSQL has, since that is the one that a server computes.
 *
 * @param records how many records there are
 * @param keys the sum over their keys
 * @param states how many of what is kept beside records there are
 * @param first a sum over key, version, token and hash
 * @param second another such sum, from another seed
 */
public record RangeDigest(long records, long keys, long states, long first, long second) {

    /** Of no record. */
    public static final RangeDigest EMPTY = new RangeDigest(0, 0, 0, 0, 0);

    /** What the seed of the second sum differs by. */
    public static final long SECOND_SEED = 0x5851F42D4C957F2DL;

    /** Of these records. */
    public static RangeDigest of(Iterable<ScanEntry> entries) {
        RangeDigest digest = EMPTY;
        for (ScanEntry entry : entries) {
            digest = digest.plus(entry);
        }
        return digest;
    }

    /** This digest and one record more, of which version, token and hash are known. */
    public RangeDigest plus(ScanEntry entry) {
        RecordKey key = entry.key();
        String id = key.id();
        String tenant = key.tenantOrEmpty();
        String token = textOf(entry.stamp().token());
        String hash = textOf(entry.contentHash().map(ContentHash::hex).orElse(null));
        long version = entry.stamp().version();
        return new RangeDigest(
                records + 1,
                keys + KeyedHash.of(id, KeyedHash.of(tenant, 0)),
                states + 1,
                first + hash(tenant, id, token, hash, version),
                second + hash(tenant, id, token, hash, version + SECOND_SEED));
    }

    /** The hash of each text is the seed of the next one, which is cheaper for a server than to make one text of them. */
    private static long hash(String tenant, String id, String token, String hash, long seed) {
        return KeyedHash.of(hash, KeyedHash.of(token, KeyedHash.of(id, KeyedHash.of(tenant, seed))));
    }

    /** The hash of a text that the sums are made of, by which a store can tell whether its server computes the same. */
    public static long hash(String text, long seed) {
        return KeyedHash.of(text, seed);
    }

    private static String textOf(@Nullable String text) {
        return text == null ? "" : text;
    }
}
