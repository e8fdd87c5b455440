// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.testkit.contract.CheckpointsContract;
import org.stellaops.persistence.testkit.contract.ControlEntriesContract;
import org.stellaops.persistence.testkit.contract.ControlStoreContract;
import org.stellaops.persistence.testkit.contract.DeadLettersContract;
import org.stellaops.persistence.testkit.contract.TargetCopyContract;
import org.stellaops.persistence.testkit.contract.TargetEvictionContract;
import org.stellaops.persistence.testkit.contract.TargetLeaderContract;
import org.stellaops.persistence.testkit.contract.TargetRemovalContract;
import org.stellaops.persistence.testkit.contract.TargetRepairContract;
import org.stellaops.persistence.testkit.contract.TargetStepContract;

/** The store for a target side in PostgreSQL, held against every clause about one. */
class PostgresTargetContractTest {

    static TargetBackend backend() {
        return Server.contractBackend();
    }

    /** Comes after the contracts have closed their backends. */
    @AfterEach
    void endTest() {
        Server.endTest();
    }

    @Nested
    class Following extends TargetStepContract {

        @Override
        protected TargetBackend open() {
            return backend();
        }

        @Override
        public String engine() {
            return Server.NAME;
        }
    }

    @Nested
    class Leading extends TargetLeaderContract {

        @Override
        protected TargetBackend open() {
            return backend();
        }

        @Override
        public String engine() {
            return Server.NAME;
        }
    }

    @Nested
    class Repair extends TargetRepairContract {

        @Override
        protected TargetBackend open() {
            return backend();
        }

        @Override
        public String engine() {
            return Server.NAME;
        }
    }

    @Nested
    class Eviction extends TargetEvictionContract {

        @Override
        protected TargetBackend open() {
            return backend();
        }

        @Override
        public String engine() {
            return Server.NAME;
        }
    }

    @Nested
    class Copying extends TargetCopyContract {

        @Override
        protected TargetBackend open() {
            return backend();
        }

        @Override
        public String engine() {
            return Server.NAME;
        }
    }

    @Nested
    class Removal extends TargetRemovalContract {

        @Override
        protected TargetBackend open() {
            return backend();
        }

        @Override
        public String engine() {
            return Server.NAME;
        }
    }

    @Nested
    class Entries extends ControlEntriesContract {

        @Override
        protected AutoCloseable open() {
            return backend();
        }

        @Override
        protected ControlEntries entriesOf(AutoCloseable opened) {
            return ((TargetBackend) opened).entries();
        }

        @Override
        public String engine() {
            return Server.NAME;
        }
    }

    @Nested
    class Control extends ControlStoreContract {

        @Override
        protected AutoCloseable open() {
            return backend();
        }

        @Override
        protected ControlStore controlOf(AutoCloseable opened) {
            return ((TargetBackend) opened).control();
        }

        @Override
        public String engine() {
            return Server.NAME;
        }
    }

    @Nested
    class Checkpoints extends CheckpointsContract {

        @Override
        protected TargetBackend open() {
            return backend();
        }

        @Override
        public String engine() {
            return Server.NAME;
        }
    }

    @Nested
    class Letters extends DeadLettersContract {

        @Override
        protected AutoCloseable open() {
            return backend();
        }

        @Override
        protected DeadLetters deadLettersOf(AutoCloseable opened) {
            return ((TargetBackend) opened).deadLetters();
        }

        @Override
        public String engine() {
            return Server.NAME;
        }
    }
}
