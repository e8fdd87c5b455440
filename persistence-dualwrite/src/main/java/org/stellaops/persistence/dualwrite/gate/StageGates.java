// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import static org.stellaops.persistence.cutover.Stage.RAMP_DOWN;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;
import static org.stellaops.persistence.cutover.Stage.TARGET_ONLY;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.VerificationEvidence;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.verify.Verdict;

/** The gates that the library has; compose others of them. */
public final class StageGates {

    /** What is under way beside live writes; a change of leader drains it to nothing before it is decided. */
    private static final long IN_FLIGHT = 1_000;

    private StageGates() {}

    /**
     * The default set. The lead goes to the target, and the legacy store is given up for good, only with evidence; every other
     * step, and the whole way back, is free.
     */
    public static StageGate defaults(GateSettings settings) {
        boolean wantsPreflight = settings.preflight() == GateSettings.PreflightRule.REQUIRED;
        StageGate guarded = guarded(settings);
        return wantsPreflight ? preflightClean(settings).and(guarded) : guarded;
    }

    /** Every entity type had a clean preflight before the target is written, and before it leads. */
    public static StageGate preflightClean(GateSettings settings) {
        return new PreflightGate(settings);
    }

    private static StageGate guarded(GateSettings settings) {
        StageGate forward = backfilled().and(both(settings));
        StageGate last = both(settings).and(watched(settings));
        return step -> {
            if (step.is(SHADOW_READ, TARGET_LED)) {
                return forward.check(step);
            }
            return step.is(RAMP_DOWN, TARGET_ONLY) ? last.check(step) : List.of();
        };
    }

    private static StageGate both(GateSettings settings) {
        return verified(settings).and(undisputed()).and(settled()).and(membersPresent());
    }

    /** Every entity type was copied to the end, and nothing was refused. */
    public static StageGate backfilled() {
        return step -> step.evidence().types().stream()
                .map(type -> backfilled(step.evidence(), type))
                .toList();
    }

    /** Every entity type was verified not long ago, over records, and was equal. */
    public static StageGate verified(GateSettings settings) {
        return step -> {
            List<String> types = step.evidence().types();
            Stream<GateAnswer> each = types.stream().map(type -> verified(step.evidence(), type, settings));
            return Stream.concat(each, Stream.of(compared(step.evidence(), types)))
                    .toList();
        };
    }

    /** No divergence that shadow reads or a verification found is open. */
    public static StageGate undisputed() {
        return step -> {
            long open = step.evidence().openDivergences();
            return List.of(
                    open == 0
                            ? GateAnswer.passed("divergences", "no divergence is open in this process")
                            : GateAnswer.refused(
                                    "divergences",
                                    open + " divergence(s) are open in this process",
                                    "repair or explain them, and verify again"));
        };
    }

    /** Nothing is pending but what is under way, and nothing was aborted for good. */
    public static StageGate settled() {
        return step -> List.of(
                pending(step.evidence(), step.to() == TARGET_ONLY ? 0 : IN_FLIGHT), deadLetters(step.evidence()));
    }

    /** Every process that serves the module renews its lease and has followed to where the module stands. */
    public static StageGate membersPresent() {
        return step -> {
            List<Member> members = step.evidence().members();
            List<GateAnswer> missing = members.stream()
                    .filter(it -> !it.isPresent() || it.stage() != step.from())
                    .map(it -> member(it, step))
                    .toList();
            return missing.isEmpty()
                    ? List.of(GateAnswer.passed("members", members.size() + " member(s), all present"))
                    : missing;
        };
    }

    /** The target has led for long enough. */
    public static StageGate watched(GateSettings settings) {
        return step -> {
            var served = step.evidence().servedSinceLead();
            return List.of(
                    served.compareTo(settings.watch()) >= 0
                            ? GateAnswer.passed("watch", "the target has led for " + served)
                            : GateAnswer.refused(
                                    "watch",
                                    "the target has led for " + served + " of " + settings.watch(),
                                    "wait, or shorten persistence.stages.gates.watch"));
        };
    }

    private static GateAnswer backfilled(GateEvidence evidence, String type) {
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

    private static GateAnswer verified(GateEvidence evidence, String type, GateSettings settings) {
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
    private static GateAnswer compared(GateEvidence evidence, List<String> types) {
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

    private static GateAnswer pending(GateEvidence evidence, long most) {
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

    private static GateAnswer deadLetters(GateEvidence evidence) {
        long dead = evidence.deadLetters();
        return dead == 0
                ? GateAnswer.passed("dead letters", "there is none")
                : GateAnswer.refused(
                        "dead letters",
                        dead + " dead letter(s)",
                        "run: persistence dead-letters list --config FILE --module " + evidence.module()
                                + ", mend them and retry");
    }

    private static GateAnswer member(Member member, StageStep step) {
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
