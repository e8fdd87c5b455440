// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.Readmission;
import org.stellaops.persistence.dualwrite.admission.ReadmissionReport;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.repair.RepairResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.runtime.PersistenceModule;

/** What an operator has a service under test do, each told as one line. */
final class OperatorCalls {

    private final PersistenceModule module;

    OperatorCalls(PersistenceModule module) {
        this.module = module;
    }

    /** However young they are: every one of them behind an epoch advance. */
    String removeTombstones() {
        TombstoneRemovalResult result =
                module.removeTombstones(TombstoneRetention.defaults().withKeep(Duration.ZERO));
        if (result instanceof TombstoneRemovalResult.Removed it) {
            return "removed " + (it.fromLegacy() + it.fromTarget());
        } else if (result instanceof TombstoneRemovalResult.Stopped it) {
            return "stopped " + (it.fromLegacy() + it.fromTarget());
        }
        return result instanceof TombstoneRemovalResult.Refused it
                ? "refused " + ServiceCalls.oneLine(it.reason())
                : "nothing";
    }

    /** Makes one step, or says why not. */
    String move(Stage next) {
        MoveResult result = module.moveTo(next);
        if (result instanceof MoveResult.Moved it) {
            return "moved " + it.pause().toMillis();
        }
        return "refused " + ServiceCalls.oneLine(String.join("; ", ((MoveResult.Refused) result).reasons()));
    }

    String backfill() {
        List<BackfillRun> runs = module.backfill();
        boolean finished = runs.stream().allMatch(BackfillRun::isFinished);
        return (finished ? "finished " : "stopped ")
                + runs.stream().mapToLong(it -> it.counts().read()).sum();
    }

    String repair(List<RecordKey> keys) {
        long repaired = keys.stream()
                .filter(it -> module.repair(CrashTypes.kindOf(it).type(), it) instanceof RepairResult.Repaired)
                .count();
        return "repaired " + repaired + " of " + keys.size();
    }

    String readmit(Side leader) {
        Readmission readmission = module.readmission();
        ReadmissionReport report = readmission.carryOut(readmission.plan(leader), "a fault of the crash run");
        return (report.isEqual() ? "readmitted " : "differs ") + report.repaired() + " in-epoch " + report.epoch();
    }

    String retire(String type) {
        return module.retireType(type, "replicated by the last version that knew it") ? "retired" : "unknown-type";
    }

    /** Of one type, in the store that leads. */
    String pending(CrashTypes.Kind kind) {
        EntityPair pair = module.dualWrite().pair(kind.type());
        return "pending "
                + (module.stage().leader() == Side.LEGACY
                        ? pair.legacy().pendingCount()
                        : pair.target().pendingCount());
    }
}
