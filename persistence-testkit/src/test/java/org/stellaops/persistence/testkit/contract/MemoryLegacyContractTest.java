package org.stellaops.persistence.testkit.contract;

import org.junit.jupiter.api.Nested;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;

/** The reference store for a legacy side, held against every clause about one. */
class MemoryLegacyContractTest {

    private static final String ENGINE = "MemoryLegacyStore";

    @Nested
    class Leading extends LegacyStepContract {

        @Override
        protected LegacyBackend open() {
            return new MemoryLegacyBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class PendingFlags extends LegacyPendingFlagContract {

        @Override
        protected LegacyBackend open() {
            return new MemoryLegacyBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Following extends LegacyFollowerContract {

        @Override
        protected LegacyBackend open() {
            return new MemoryLegacyBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Scans extends LegacyScanContract {

        @Override
        protected LegacyBackend open() {
            return new MemoryLegacyBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Fence extends LegacyFenceContract {

        @Override
        protected LegacyBackend open() {
            return new MemoryLegacyBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Removal extends LegacyRemovalContract {

        @Override
        protected LegacyBackend open() {
            return new MemoryLegacyBackend();
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
