// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.identity;

import java.util.Optional;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.spi.ControlRecord;

/**
 * What one store says of itself and of the other.
 *
 * @param failure why it could not be asked; then everything else is empty
 * @param keepsEntries whether it can hold an identity at all
 * @param noted the clock as it was read before the other store was: what it notes of that one was true by then
 * @param server what its server says of itself now
 * @param exists false if the module has no such store at all
 */
public record StoreView(
        Side side,
        Optional<StoreException> failure,
        boolean keepsEntries,
        Optional<ControlRecord> control,
        Optional<StoreIdentity> identity,
        StoreClock clock,
        StoreClock noted,
        Optional<String> server,
        boolean exists) {

    public static StoreView unreachable(Side side, StoreException failure) {
        return new StoreView(
                side,
                Optional.of(failure),
                true,
                Optional.empty(),
                Optional.empty(),
                StoreClock.ZERO,
                StoreClock.ZERO,
                Optional.empty(),
                true);
    }

    /** Of a store that the module does not have. */
    static StoreView absent(Side side) {
        return new StoreView(
                side,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                StoreClock.ZERO,
                StoreClock.ZERO,
                Optional.empty(),
                false);
    }

    /** This view, with what the store noted of the other one at an earlier moment. */
    public StoreView noting(StoreView earlier) {
        return new StoreView(side, failure, keepsEntries, control, identity, clock, earlier.clock, server, exists);
    }

    public boolean isReachable() {
        return exists && failure.isEmpty();
    }

    public boolean leads() {
        return control.filter(ControlRecord::leads).isPresent();
    }

    public long epoch() {
        return control.map(ControlRecord::epoch).orElse(0L);
    }

    /** Never seen by the library, or emptied. */
    public boolean isBlank() {
        return control.isEmpty() && identity.isEmpty();
    }

    public String name() {
        return side.configName();
    }
}
