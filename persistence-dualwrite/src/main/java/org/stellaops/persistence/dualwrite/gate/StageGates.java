// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.LEGACY_ONLY;
import static org.stellaops.persistence.cutover.Stage.RAMP_DOWN;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;
import static org.stellaops.persistence.cutover.Stage.TARGET_ONLY;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.member.Member;

/** The gates that the library has; compose others of them. */
public final class StageGates {

    /** What is under way beside live writes; a change of leader drains it to nothing before it is decided. */
    private static final long IN_FLIGHT = 1_000;

    private StageGates() {}

    /**
     * The default set. The lead goes to the target, and the legacy store is given up for good, only with evidence; the lead goes back
     * while nothing would be left behind; every other step is free.
     */
    public static StageGate defaults(GateSettings settings) {
        boolean wantsPreflight = settings.preflight() == GateSettings.PreflightRule.REQUIRED;
        StageGate guarded = guarded(settings);
        return (wantsPreflight ? preflightClean(settings).and(guarded) : guarded).and(signedOff(settings.signOff()));
    }

    /** Every entity type had a clean preflight before the target is written, and before it leads. */
    public static StageGate preflightClean(GateSettings settings) {
        return new PreflightGate(settings);
    }

    private static StageGate guarded(GateSettings settings) {
        StageGate forward = migrated().and(backfilled()).and(both(settings)).and(cooledDown());
        StageGate covered = settings.coverage().demands() ? forward.and(covered(settings.coverage())) : forward;
        StageGate last = both(settings).and(watched(settings));
        return step -> {
            if (step.is(SHADOW_READ, TARGET_LED)) {
                return covered.check(step);
            } else if (step.is(RAMP_DOWN, TARGET_ONLY)) {
                return last.check(step);
            } else if (step.is(TARGET_LED, SHADOW_READ)) {
                return nothingLeftBehind().check(step);
            }
            return step.is(LEGACY_ONLY, DUAL_WRITE) ? migrated().check(step) : List.of();
        };
    }

    private static StageGate both(GateSettings settings) {
        return verified(settings)
                .and(undisputed())
                .and(quiet(settings))
                .and(settled())
                .and(followerWell(settings))
                .and(backgroundWell())
                .and(membersPresent());
    }

    /** Every migration of the target was run, and none was changed since. */
    public static StageGate migrated() {
        return ReadinessGates.migrations();
    }

    /** No read of any process met a divergence since the last verification began, nor for a while. */
    public static StageGate quiet(GateSettings settings) {
        return ReadinessGates.quiet(settings.quiet());
    }

    /** Every kind of read that callers make was compared often enough. */
    public static StageGate covered(GateSettings.CoverageRule rule) {
        return new CoverageGate(rule);
    }

    /** The follower took what was sent to it of late, but for its error budget. */
    public static StageGate followerWell(GateSettings settings) {
        return FleetGates.follower(settings.follower());
    }

    /** No background task of any process ended, or fails again and again. */
    public static StageGate backgroundWell() {
        return FleetGates.background();
    }

    /** A person signed the step off. */
    public static StageGate signedOff(GateSettings.SignOffRule rule) {
        return ReadinessGates.signedOff(rule);
    }

    /** The lead was not taken from the target automatically a moment ago. */
    public static StageGate cooledDown() {
        return ReadinessGates.cooledDown();
    }

    /**
     * Where a module reads, the modules that it requires write; and a module does not cease to write where another one that requires it
     * reads.
     *
     * @param requires the modules that each module requires
     * @param stageOf where a module stands; empty if that is not known
     */
    public static StageGate requirements(Map<String, Set<String>> requires, Function<String, Optional<Stage>> stageOf) {
        return new DependencyGate(requires, stageOf);
    }

    /**
     * Everything that the store which leads acknowledged can reach the other one before that leads: nothing was refused for good, and
     * what is pending is little enough to be sent while writes wait. What differs is said, and does not refuse: callers then read what
     * the other store holds.
     */
    public static StageGate nothingLeftBehind() {
        return step -> {
            long open = step.evidence().openDivergences();
            return List.of(
                    GateAnswers.pending(step.evidence(), IN_FLIGHT),
                    GateAnswers.deadLetters(step.evidence()),
                    GateAnswer.passed(
                            "divergences",
                            open == 0
                                    ? "no divergence is open in this process"
                                    : open
                                            + " divergence(s) are open in this process; callers will read what the legacy store"
                                            + " holds of them"));
        };
    }

    /** Every entity type was copied to the end, and nothing was refused. */
    public static StageGate backfilled() {
        return step -> step.evidence().types().stream()
                .map(type -> GateAnswers.backfilled(step.evidence(), type))
                .toList();
    }

    /** Every entity type was verified not long ago, over records, and was equal. */
    public static StageGate verified(GateSettings settings) {
        return step -> {
            List<String> types = step.evidence().types();
            Stream<GateAnswer> each = types.stream().map(type -> GateAnswers.verified(step.evidence(), type, settings));
            return Stream.concat(each, Stream.of(GateAnswers.compared(step.evidence(), types)))
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
                GateAnswers.pending(step.evidence(), step.to() == TARGET_ONLY ? 0 : IN_FLIGHT),
                GateAnswers.deadLetters(step.evidence()));
    }

    /** Every process that serves the module renews its lease and has followed to where the module stands. */
    public static StageGate membersPresent() {
        return step -> {
            List<Member> members = step.evidence().members();
            List<GateAnswer> missing = members.stream()
                    .filter(it -> !it.isPresent() || it.stage() != step.from())
                    .map(it -> GateAnswers.member(it, step))
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
}
