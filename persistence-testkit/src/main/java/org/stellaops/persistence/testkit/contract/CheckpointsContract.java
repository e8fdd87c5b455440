// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.TargetBackend;

/** Clauses {@code CP}: checkpoints of long-running work can be loaded again. */
@ExtendWith({ContractReport.class, ClauseExemptions.class})
public abstract class CheckpointsContract implements ContractSubject {

    private TargetBackend backend;

    private Checkpoints checkpoints;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // JUnit calls openCheckpoints first.
    protected CheckpointsContract() {}

    /** Opens an empty backend of the module {@link ContractTypes#MODULE}. The contract closes it. */
    protected abstract TargetBackend open();

    @BeforeEach
    final void openCheckpoints() {
        backend = open();
        checkpoints = backend.checkpoints();
    }

    @AfterEach
    final void closeBackend() {
        backend.close();
    }

    @Test
    @Clause("CP-KEEP-1")
    final void whatWasSavedLastIsLoaded() {
        assertThat(checkpoints.load("backfill")).isEmpty();

        checkpoints.save("backfill", "first");
        checkpoints.save("backfill", "a'b\"{}\n\uD83D\uDE00".repeat(1000));

        assertThat(checkpoints.load("backfill")).contains("a'b\"{}\n\uD83D\uDE00".repeat(1000));
        assertThat(backend.checkpoints().load("backfill")).contains("a'b\"{}\n\uD83D\uDE00".repeat(1000));
    }

    @Test
    @Clause("CP-KEEP-2")
    final void aNameIsForgottenAloneAndOnlyOnRequest() {
        checkpoints.save("one", "1");
        checkpoints.save("two", "2");

        checkpoints.clear("one");
        checkpoints.clear("never saved");

        assertThat(checkpoints.load("one")).isEmpty();
        assertThat(checkpoints.load("two")).contains("2");
        checkpoints.save("one", "again");
        assertThat(checkpoints.load("one")).contains("again");
    }
}
