// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.util.function.Supplier;
import org.stellaops.persistence.spi.LegacyBackend;

/** The groups of clauses about a legacy store, over backends of one's choice. */
final class LegacyGroups {

    private LegacyGroups() {}

    static ContractSubject steps(Supplier<LegacyBackend> backends) {
        return new LegacyStepContract() {
            @Override
            public LegacyBackend open() {
                return backends.get();
            }

            @Override
            public String engine() {
                return "injected";
            }
        };
    }

    static ContractSubject pendingFlags(Supplier<LegacyBackend> backends) {
        return new LegacyPendingFlagContract() {
            @Override
            public LegacyBackend open() {
                return backends.get();
            }

            @Override
            public String engine() {
                return "injected";
            }
        };
    }

    static ContractSubject following(Supplier<LegacyBackend> backends) {
        return new LegacyFollowerContract() {
            @Override
            public LegacyBackend open() {
                return backends.get();
            }

            @Override
            public String engine() {
                return "injected";
            }
        };
    }

    static ContractSubject scans(Supplier<LegacyBackend> backends) {
        return new LegacyScanContract() {
            @Override
            public LegacyBackend open() {
                return backends.get();
            }

            @Override
            public String engine() {
                return "injected";
            }
        };
    }

    static ContractSubject removal(Supplier<LegacyBackend> backends) {
        return new LegacyRemovalContract() {
            @Override
            public LegacyBackend open() {
                return backends.get();
            }

            @Override
            public String engine() {
                return "injected";
            }
        };
    }
}
