// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import org.junit.jupiter.api.Nested;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** The reference store for a target side, held against every clause about one. */
class MemoryTargetContractTest {

    private static final String ENGINE = "MemoryTargetStore";

    @Nested
    class Following extends TargetStepContract {

        @Override
        protected TargetBackend open() {
            return new MemoryTargetBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Leading extends TargetLeaderContract {

        @Override
        protected TargetBackend open() {
            return new MemoryTargetBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Repair extends TargetRepairContract {

        @Override
        protected TargetBackend open() {
            return new MemoryTargetBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Eviction extends TargetEvictionContract {

        @Override
        protected TargetBackend open() {
            return new MemoryTargetBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Copying extends TargetCopyContract {

        @Override
        protected TargetBackend open() {
            return new MemoryTargetBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Removal extends TargetRemovalContract {

        @Override
        protected TargetBackend open() {
            return new MemoryTargetBackend();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Entries extends ControlEntriesContract {

        @Override
        protected AutoCloseable open() {
            return new MemoryTargetBackend();
        }

        @Override
        protected ControlEntries entriesOf(AutoCloseable opened) {
            return ((TargetBackend) opened).entries();
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
            return new MemoryTargetBackend();
        }

        @Override
        protected ControlStore controlOf(AutoCloseable opened) {
            return ((TargetBackend) opened).control();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }

    @Nested
    class Checkpoints extends CheckpointsContract {

        @Override
        protected TargetBackend open() {
            return new MemoryTargetBackend();
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
            return new MemoryTargetBackend();
        }

        @Override
        protected DeadLetters deadLettersOf(AutoCloseable opened) {
            return ((TargetBackend) opened).deadLetters();
        }

        @Override
        public String engine() {
            return ENGINE;
        }
    }
}
