// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A bounded sample of what is pending in a leader.
 *
 * @param keys how many keys carry a pending flag; the bound if there are more
 * @param lowestToken the lowest token in the sample, which belongs to the oldest write if tokens begin with their time
 */
public record PendingSample(long keys, Optional<String> lowestToken) {

    /** Nothing is pending. */
    public static final PendingSample NONE = new PendingSample(0, Optional.empty());

    /** A number of keys, and the stamps of the sampled ones. */
    public static PendingSample of(long keys, Stream<VersionStamp> stamps) {
        return new PendingSample(
                keys, stamps.map(VersionStamp::token).filter(Objects::nonNull).min(Comparator.naturalOrder()));
    }

    /** The sum of both, up to the bound. */
    public PendingSample plus(PendingSample other, int atMost) {
        return new PendingSample(
                Math.min(atMost, keys + other.keys),
                Stream.concat(lowestToken.stream(), other.lowestToken.stream()).min(Comparator.naturalOrder()));
    }
}
