// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.Set;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.coverage.ReadCoverage;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.divergence.Explanation;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;

/**
 * Where the comparison of one read reports. The stage is that of the read. Once the module has entered another stage, results are
 * discarded: for example, a target that leads alone no longer sets pending flags, so that its follower would seem to differ.
 */
final class ComparisonReports {

    /** The parts of a module to which every comparison reports. */
    record Recipients(DivergenceLog log, DualWriteListener listener) {}

    private final String module;
    private final String entity;
    private final Stage stage;
    private final BooleanSupplier sameStage;
    private final ReadCoverage.CountedRead shape;
    private final Recipients to;
    private boolean confirmed;

    ComparisonReports(
            String module,
            String entity,
            Stage stage,
            BooleanSupplier sameStage,
            ReadCoverage.CountedRead shape,
            Recipients to) {
        this.module = module;
        this.entity = entity;
        this.stage = stage;
        this.sameStage = sameStage;
        this.shape = shape;
        this.to = to;
    }

    Stage stage() {
        return stage;
    }

    /** Ask after a comparison, so that a stage entered before its end is always noticed. */
    boolean isSameStage() {
        return sameStage.getAsBoolean();
    }

    /** No write, noise or rule explains it; whether that still matters. */
    boolean diverges(RecordKey key, Divergence divergence, Explanation why) {
        if (!isSameStage()) {
            return false;
        }
        to.listener()
                .on(new DualWriteEvent.DivergenceFound(module, to.log().seen(entity, key, stage, divergence, why)));
        if (!confirmed) {
            shape.confirmed();
        }
        confirmed = true;
        return true;
    }

    void equal(RecordKey key) {
        to.log().replicated(entity, key);
    }

    void explained(Divergence.Kind kind, Cause cause) {
        to.log().explained(cause);
        to.listener().on(new DualWriteEvent.DifferenceExplained(module, entity, stage, kind, cause));
    }

    void allowed(Set<String> rules) {
        if (!rules.isEmpty()) {
            explained(Divergence.Kind.FIELDS_DIFFER, Cause.BY_DESIGN);
            rules.forEach(it -> to.listener().on(new DualWriteEvent.RuleApplied(module, entity, it)));
        }
    }

    void compared(ReadKind kind, int records) {
        shape.compared();
        to.listener().on(new DualWriteEvent.ReadCompared(module, entity, stage, kind, records));
    }

    void notCompared(ReadKind kind, SkipReason reason) {
        to.listener().on(new DualWriteEvent.ReadNotCompared(module, entity, stage, kind, reason));
    }
}
