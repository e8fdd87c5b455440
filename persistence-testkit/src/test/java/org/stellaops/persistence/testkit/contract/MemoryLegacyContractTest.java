// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import org.junit.jupiter.api.Nested;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;

/** The reference store for a legacy side, held against every clause about one. */
class MemoryLegacyContractTest {

    private static final String ENGINE = "MemoryLegacyStore";

    /** For the groups about its stores. */
    interface InMemory extends LegacySubject {

        @Override
        default LegacyBackend open() {
            return new MemoryLegacyBackend();
        }

        @Override
        default String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Leading extends LegacyStepContract implements InMemory {}

    @Nested
    class PendingFlags extends LegacyPendingFlagContract implements InMemory {}

    @Nested
    class Following extends LegacyFollowerContract implements InMemory {}

    @Nested
    class Scans extends LegacyScanContract implements InMemory {}

    @Nested
    class Fence extends LegacyFenceContract implements InMemory {}

    @Nested
    class Removal extends LegacyRemovalContract implements InMemory {}

    @Nested
    class Entries extends ControlEntriesContract {

        @Override
        protected AutoCloseable open() {
            return new MemoryLegacyBackend();
        }

        @Override
        protected ControlEntries entriesOf(AutoCloseable opened) {
            return ((LegacyBackend) opened).entries();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Control extends ControlStoreContract {

        @Override
        protected AutoCloseable open() {
            return new MemoryLegacyBackend();
        }

        @Override
        protected ControlStore controlOf(AutoCloseable opened) {
            return ((LegacyBackend) opened).control();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Letters extends DeadLettersContract {

        @Override
        protected AutoCloseable open() {
            return new MemoryLegacyBackend();
        }

        @Override
        protected DeadLetters deadLettersOf(AutoCloseable opened) {
            return ((LegacyBackend) opened).deadLetters();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }
}
