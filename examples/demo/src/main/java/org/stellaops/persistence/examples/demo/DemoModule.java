// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.time.Duration;
import java.util.function.Supplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cli.terminal.ProgressBar;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.repair.RepairResult;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.TargetStore;

/** The demonstrated module; long-running work shows its progress. For one thread. */
final class DemoModule {

    private static final int PROOFS = 50;
    private static final Duration BETWEEN_PROOFS = Duration.ofMillis(200);
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(2);

    private final PersistenceModule module;
    private final DemoEvents events;
    private final Setting setting;

    DemoModule(PersistenceModule module, DemoEvents events, Setting setting) {
        this.module = module;
        this.events = events;
        this.setting = setting;
    }

    /** The store as callers have it. */
    RecordStore records() {
        return module.dualWrite().store(Advisories.TYPE);
    }

    Stage stage() {
        return module.stage();
    }

    LegacyStore legacy() {
        return module.legacy().store(Advisories.TYPE);
    }

    TargetStore target() {
        return module.target().store(Advisories.TYPE);
    }

    /** The store that leads now. */
    ReadableStore leader() {
        return stage().leader() == Side.LEGACY ? legacy() : target();
    }

    /**
     * Moves the module forward or back.
     *
     * @throws IllegalStateException if the move is rejected; the message says why
     */
    void moveTo(Stage next) {
        MoveResult result = module.moveTo(next);
        for (int i = 0; i < PROOFS && result instanceof MoveResult.Refused && next.leader() == Side.TARGET; i++) {
            // A shadow read may have seen a difference since the last verification began, or the watch window is not
            // over.
            boolean unused = Pause.real().tryPause(BETWEEN_PROOFS);
            prove();
            result = module.moveTo(next);
        }
        if (result instanceof MoveResult.Refused it) {
            throw new IllegalStateException(
                    "moving from " + it.from() + " to " + it.to() + " was refused: " + String.join("; ", it.reasons()));
        }
        setting.terminal().line("-- " + next.configName());
    }

    /** The gates let the target lead only after a verification that left nothing open. */
    void prove() {
        for (int i = 0; i < PROOFS; i++) {
            if (drain() && verify().verdict() == Verdict.PASS) {
                return;
            }
        }
    }

    BackfillRun backfill() {
        return shown("backfill", legacy().count(), () -> module.backfill(Advisories.TYPE, BackfillSettings.defaults()));
    }

    VerificationReport verify() {
        return shown("verify", legacy().count(), () -> module.verify(Advisories.TYPE, VerificationSettings.defaults()));
    }

    RepairResult repair(RecordKey key) {
        return module.repair(Advisories.TYPE, key);
    }

    /** Whether everything that is pending is replicated within some minutes. */
    boolean drain() {
        return module.dualWrite().drain(LONGEST_DRAIN);
    }

    private <R> R shown(String what, long total, Supplier<R> work) {
        try (ProgressBar bar = setting.bar(stage().configName() + ": " + what, total)) {
            events.show(bar);
            return work.get();
        }
    }
}
