// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.VerificationEvidence;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.verify.Verdict;

/** What gates say of the evidence of stores and members. */
final class GateAnswers {

    private GateAnswers() {}

    static GateAnswer backfilled(GateEvidence evidence, String type) {
        Optional<BackfillRun> run = evidence.backfill(type);
        String gate = "backfill " + type;
        if (run.isEmpty() || !run.get().isFinished()) {
            String state = run.isEmpty() ? "was never begun" : "has not come to its end";
            return GateAnswer.refused(
                    gate,
                    "the backfill of " + type + " " + state,
                    "run: persistence backfill --config FILE --module " + evidence.module());
        }
        long refused = Math.max(0, run.get().counts().refused() - evidence.leftBehind(type));
        return refused == 0
                ? GateAnswer.passed(gate, "complete, " + run.get().counts().read() + " record(s) read")
                : GateAnswer.refused(
                        gate,
                        refused + " record(s) of " + type + " cannot be held by the target, or not be read",
                        "correct or delete them and backfill again, or decide that they are left behind");
    }

    static GateAnswer verified(GateEvidence evidence, String type, GateSettings settings) {
        String gate = "verification " + type;
        String remedy = "run: persistence verify --keep --config FILE --module " + evidence.module();
        Optional<VerificationEvidence> last = evidence.verification(type);
        if (last.isEmpty()) {
            return GateAnswer.refused(
                    gate, type + " was not verified since the store that leads began to lead", remedy);
        }
        VerificationEvidence it = last.get();
        boolean empty =
                it.compared() == 0 && it.divergent() == 0 && it.verdict().equals(Verdict.NOT_VERIFIED.name());
        if (!it.verdict().equals(Verdict.PASS.name()) && !empty) {
            return GateAnswer.refused(
                    gate,
                    "the last verification of " + type + " says " + it.verdict() + ": " + it.compared() + " compared, "
                            + it.divergent() + " divergent, " + it.notComparable() + " of them not readable",
                    "repair what differs, then " + remedy);
        } else if (it.age().compareTo(settings.fresh()) > 0) {
            return GateAnswer.refused(
                    gate, "the last verification of " + type + " is " + it.age() + " old", remedy + " again");
        }
        return GateAnswer.passed(gate, it.verdict() + ", " + it.compared() + " compared, " + it.age() + " ago");
    }

    /** A type without records is no evidence; a module without any is none at all. */
    static GateAnswer compared(GateEvidence evidence, List<String> types) {
        long compared = types.stream()
                .flatMap(it -> evidence.verification(it).stream())
                .mapToLong(VerificationEvidence::compared)
                .sum();
        return compared > 0
                ? GateAnswer.passed("verification", compared + " record(s) compared in all")
                : GateAnswer.refused(
                        "verification",
                        "no record was compared, which proves nothing",
                        "run: persistence verify --keep --config FILE --module " + evidence.module()
                                + ", once there are records");
    }

    static GateAnswer pending(GateEvidence evidence, long most) {
        long pending = evidence.pending();
        return pending <= most
                ? GateAnswer.passed(
                        "pending",
                        pending == 0
                                ? "nothing is pending"
                                : pending + " key(s) are under way, which the move itself brings to none")
                : GateAnswer.refused(
                        "pending",
                        pending + " key(s) carry a pending flag",
                        "wait for the reconciler, and look at the follower if the number does not fall");
    }

    static GateAnswer deadLetters(GateEvidence evidence) {
        long dead = evidence.deadLetters();
        return dead == 0
                ? GateAnswer.passed("dead letters", "there is none")
                : GateAnswer.refused(
                        "dead letters",
                        dead + " dead letter(s)",
                        "run: persistence dead-letters list --config FILE --module " + evidence.module()
                                + ", mend them and retry");
    }

    static GateAnswer member(Member member, StageStep step) {
        return member.isPresent()
                ? GateAnswer.refused(
                        "members",
                        "member " + member.describe() + " still serves by "
                                + member.stage().configName() + ", not "
                                + step.from().configName(),
                        "wait until it follows")
                : GateAnswer.refused(
                        "members",
                        "member " + member.describe() + " has not renewed its lease",
                        "stop it if it hangs; it is forgotten after a few leases");
    }
}
