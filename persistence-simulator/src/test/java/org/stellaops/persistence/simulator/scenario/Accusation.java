// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.simulator.Exploration;

/** What an exploration accuses the protocol of. */
final class Accusation {

    private Accusation() {}

    /** The failure with which it ends; empty if it finds none in at least one state. */
    static Optional<AssertionError> of(Supplier<Exploration.Totals> exploration) {
        try {
            assertThat(exploration.get().states()).isPositive();
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(e);
        }
    }
}
