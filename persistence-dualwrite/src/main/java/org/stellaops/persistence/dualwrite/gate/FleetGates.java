// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.dualwrite.gate.GateSettings.FollowerBudget;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.vitals.Tally;
import org.stellaops.persistence.dualwrite.vitals.Vitals;

/** What the processes that serve a module say of themselves with each lease. */
final class FleetGates {

    private static final String BACKGROUND = "background";
    private static final String FOLLOWER = "follower errors";

    private FleetGates() {}

    /** No background task of any process ended, or fails again and again. */
    static StageGate background() {
        return step -> {
            List<Member> present = present(step.evidence());
            List<GateAnswer> unwell = present.stream()
                    .flatMap(member -> member.vitals().unwell().stream().map(task -> unwell(member, task)))
                    .toList();
            return unwell.isEmpty()
                    ? List.of(GateAnswer.passed(
                            BACKGROUND,
                            "the background tasks of " + present.size() + " member(s) run" + silent(present)))
                    : unwell;
        };
    }

    /** The follower took what was sent to it, but for a few. */
    static StageGate follower(FollowerBudget budget) {
        return step -> {
            List<Member> present = present(step.evidence());
            Tally sends =
                    Vitals.sum(present.stream().map(Member::vitals).toList()).sends();
            String counted = sends.bad() + " of " + sends.all() + " image(s) were not taken by the follower of late"
                    + silent(present);
            boolean isWithin = sends.all() < budget.least() || sends.share() <= budget.errors();
            return List.of(
                    isWithin
                            ? GateAnswer.passed(FOLLOWER, counted)
                            : GateAnswer.refused(
                                    FOLLOWER,
                                    String.format(
                                            Locale.ROOT,
                                            "%s: %.1f %%, more than %.1f %%",
                                            counted,
                                            100 * sends.share(),
                                            100 * budget.errors()),
                                    "look at the follower, see: persistence pending --config FILE --module "
                                            + step.evidence().module()
                                            + "; clears when the window persistence.stages.window has passed without them"));
        };
    }

    private static GateAnswer unwell(Member member, String task) {
        return GateAnswer.refused(
                BACKGROUND,
                "member " + member.describe() + ": " + task,
                "see its log under org.stellaops.persistence.background; restart it if the task does not run any more");
    }

    private static List<Member> present(GateEvidence evidence) {
        return evidence.members().stream().filter(Member::isPresent).toList();
    }

    private static String silent(List<Member> present) {
        long silent = present.stream().filter(it -> !it.vitals().isKnown()).count();
        return silent == 0 ? "" : "; " + silent + " member(s) of an earlier version say nothing of it";
    }
}
