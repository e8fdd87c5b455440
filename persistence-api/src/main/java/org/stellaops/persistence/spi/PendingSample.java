package org.stellaops.persistence.spi;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much is pending in a leader, looked at no further than a bound.
 *
 * @param keys how many keys carry the pendingFlag; the bound if there are more
 * @param lowestToken the lowest token among those that were looked at, which reports the oldest write where tokens begin with
 *     their time
 */
public record PendingSample(long keys, Optional<String> lowestToken) {

    /** Nothing is pending. */
    public static final PendingSample NONE = new PendingSample(0, Optional.empty());

    /** A number of keys, and the stamps of those that were looked at. */
    public static PendingSample of(long keys, Stream<VersionStamp> stamps) {
        return new PendingSample(
                keys, stamps.map(VersionStamp::token).filter(Objects::nonNull).min(Comparator.naturalOrder()));
    }

    /** Both together, no more keys than the bound. */
    public PendingSample plus(PendingSample other, int atMost) {
        return new PendingSample(
                Math.min(atMost, keys + other.keys),
                Stream.concat(lowestToken.stream(), other.lowestToken.stream()).min(Comparator.naturalOrder()));
    }
}
