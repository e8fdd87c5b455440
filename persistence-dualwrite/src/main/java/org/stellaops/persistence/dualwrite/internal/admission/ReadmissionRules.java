// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.admission;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.ReadmissionPlan;
import org.stellaops.persistence.dualwrite.admission.StoreNotAdmittedException;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.internal.identity.IdentityRules;
import org.stellaops.persistence.dualwrite.internal.identity.StoreView;

/** Which store is taken as right, and what that loses. Pure. */
final class ReadmissionRules {

    private ReadmissionRules() {}

    /** Empty if nothing is wrong. */
    static Optional<Side> serving(String module, StoreView legacy, StoreView target) {
        Optional<StoreProblem> ofLegacy = IdentityRules.problem(legacy, target);
        Optional<StoreProblem> ofTarget = IdentityRules.problem(target, legacy);
        if (ofLegacy.isEmpty() && ofTarget.isEmpty() && !(legacy.leads() && target.leads())) {
            return Optional.empty();
        } else if (ofLegacy.isPresent() == ofTarget.isPresent()) {
            throw new StoreNotAdmittedException(
                    "module " + module
                            + ": nothing tells which store is right; look at both and say which one shall lead (persistence"
                            + " readmit --leader SIDE)"
                            + problems(ofLegacy, ofTarget),
                    Stream.of(ofLegacy, ofTarget).flatMap(Optional::stream).toList());
        }
        return Optional.of(ofLegacy.isEmpty() ? Side.LEGACY : Side.TARGET);
    }

    static ReadmissionPlan plan(String module, StoreView serving, StoreView admitted) {
        List<StoreProblem> problems = IdentityRules.problems(serving, admitted);
        boolean holdsAll =
                serving.leads() && IdentityRules.problem(serving, admitted).isEmpty();
        return new ReadmissionPlan(
                module, serving.side(), admitted.side(), problems, !holdsAll, loss(serving, admitted, holdsAll));
    }

    private static String loss(StoreView serving, StoreView admitted, boolean holdsAll) {
        String overwritten = "What only the " + admitted.name() + " store holds is overwritten or removed";
        if (holdsAll) {
            return "No acknowledged write is lost: the " + serving.name() + " store leads and holds them all. "
                    + overwritten + ".";
        }
        boolean alone = serving.side() == Side.LEGACY
                && serving.control()
                        .flatMap(it -> it.stage())
                        .filter(Stage.TARGET_ONLY::equals)
                        .isPresent();
        return alone
                ? "LOST IS EVERYTHING that was written since target-only: the legacy store was not written from then on. "
                        + overwritten + "."
                : "Lost is what the " + admitted.name() + " store acknowledged as leader and had not replicated to the "
                        + serving.name() + " store; nobody knows how much that is. " + overwritten + ".";
    }

    private static String problems(Optional<StoreProblem> ofLegacy, Optional<StoreProblem> ofTarget) {
        return ofLegacy.map(it -> "; " + it.text()).orElse("")
                + ofTarget.map(it -> "; " + it.text()).orElse("");
    }
}
