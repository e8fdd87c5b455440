// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.cutover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.runtime.PersistenceModule;

/**
 * Lets the target lead for a while, under the live load, and goes back: measures both pauses, verifies in both directions, and says
 * whether the cutover itself may be made.
 *
 * <p>Begins only if every gate of the cutover holds, and overrides none. Whatever happens meanwhile, it goes back; only if that is
 * refused does the module stay where the target leads, and the report says so.
 *
 * <p><b>Threads.</b> For one thread. <b>Blocking.</b> For the stay, two changes of leader and two verifications of everything.
 * <b>Failure.</b> {@link StoreException} if a store cannot be asked before the lead has moved; afterwards that is part of the report.
 */
public final class Rehearsal {

    private static final Stage FROM = Stage.SHADOW_READ;
    private static final Stage TO = Stage.TARGET_LED;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int TRIES_WITHIN_BOUND = 3;
    private static final int TRIES = 30;

    private final PersistenceModule module;
    private final RehearsalSettings settings;
    private final Consumer<String> progress;
    private final Pause pause = Pause.real();
    private final List<String> reasons = new ArrayList<>();

    private Rehearsal(PersistenceModule module, RehearsalSettings settings, Consumer<String> progress) {
        this.module = module;
        this.settings = settings;
        this.progress = progress;
    }

    /** Rehearses the cutover of an open module to {@code TARGET_LED}. */
    public static RehearsalReport run(PersistenceModule module, RehearsalSettings settings) {
        return run(module, settings, line -> {});
    }

    /** The same, telling what it does as it does it. */
    public static RehearsalReport run(PersistenceModule module, RehearsalSettings settings, Consumer<String> progress) {
        return new Rehearsal(module, settings, progress).run();
    }

    private RehearsalReport run() {
        CutoverPlan plan = Cutover.of(module, TO).plan();
        reasons.addAll(refusals(plan));
        if (!reasons.isEmpty()) {
            return report(plan, Optional.empty(), Optional.empty(), Measured.NOTHING);
        }
        module.dualWrite()
                .order(
                        FROM.configName() + " -> " + TO.configName() + " -> " + FROM.configName(),
                        settings.by(),
                        "a rehearsal of the cutover",
                        plan.describe());
        progress.accept("the lead goes to the target");
        MoveResult there = module.dualWrite().moveTo(TO, within());
        if (there instanceof MoveResult.Refused it) {
            reasons.add("the lead did not go to the target: " + String.join("; ", it.reasons()));
            return report(plan, Optional.empty(), Optional.empty(), Measured.NOTHING);
        }
        Measured led = whileTargetLeads();
        progress.accept("the lead goes back");
        Optional<Duration> back = goBack();
        List<VerificationReport> afterwards = back.isPresent() ? verify("when the legacy store led again") : List.of();
        return report(plan, pauseOf(there), back, new Measured(led.verified(), afterwards, led.vitals()));
    }

    /** What was seen. */
    private record Measured(List<VerificationReport> verified, List<VerificationReport> afterwards, Vitals vitals) {

        private static final Measured NOTHING = new Measured(List.of(), List.of(), Vitals.UNKNOWN);
    }

    private List<String> refusals(CutoverPlan plan) {
        if (plan.from() != FROM) {
            return List.of(module.name() + " is in " + plan.from().configName() + "; a rehearsal begins in "
                    + FROM.configName());
        }
        List<String> refused = new ArrayList<>();
        plan.next().ifPresent(step -> {
            refused.addAll(step.objections());
            step.refused().stream().map(GateAnswer::describe).forEach(refused::add);
        });
        plan.pause()
                .filter(it -> it.likely().compareTo(settings.longestPause()) > 0)
                .ifPresent(it -> refused.add("the pause is predicted to be longer than "
                        + settings.longestPause().toMillis() + " ms: " + it.describe()));
        return refused;
    }

    private Measured whileTargetLeads() {
        progress.accept("the target leads for " + settings.stay().toSeconds() + " s");
        boolean unused = pause.tryPause(settings.stay());
        List<VerificationReport> verified = verify("while the target led");
        return new Measured(verified, List.of(), vitals());
    }

    private List<VerificationReport> verify(String when) {
        try {
            List<VerificationReport> reports = module.verify();
            reasons.addAll(RehearsalReport.problems(when, reports));
            return reports;
        } catch (StoreException | IllegalStateException e) {
            reasons.add("what the stores hold could not be verified " + when + ": " + e.getMessage());
            return List.of();
        }
    }

    private Vitals vitals() {
        try {
            Vitals all = Vitals.sum(module.stageStatus().members().stream()
                    .filter(Member::isPresent)
                    .map(Member::vitals)
                    .toList());
            if (all.comparisons().bad() > 0) {
                reasons.add(
                        all.comparisons().bad() + " compared read(s) diverged while the target led, see: persistence"
                                + " divergences --config FILE --module " + module.name());
            }
            return all;
        } catch (StoreException e) {
            reasons.add("what the members counted could not be read: " + e.getMessage());
            return Vitals.UNKNOWN;
        }
    }

    /** First within the bound; if that is refused again and again, with the time that the configuration allows. */
    private Optional<Duration> goBack() {
        for (int tries = 1; tries <= TRIES; tries++) {
            MoveResult result =
                    tries <= TRIES_WITHIN_BOUND ? module.dualWrite().moveTo(FROM, within()) : module.moveTo(FROM);
            if (result instanceof MoveResult.Moved it) {
                return Optional.of(it.pause());
            }
            String refused = String.join("; ", ((MoveResult.Refused) result).reasons());
            progress.accept("the lead did not go back yet: " + refused);
            if (tries == TRIES || !pause.tryPause(BETWEEN_TRIES)) {
                reasons.add("the target still leads: " + refused + "; run: persistence cutover --config FILE --module "
                        + module.name() + " --to " + FROM.configName());
                break;
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> pauseOf(MoveResult result) {
        return result instanceof MoveResult.Moved it ? Optional.of(it.pause()) : Optional.empty();
    }

    private MovePolicy within() {
        return module.dualWrite().moves().withPause(settings.longestPause());
    }

    private RehearsalReport report(
            CutoverPlan plan, Optional<Duration> there, Optional<Duration> back, Measured measured) {
        there.ifPresent(it -> checkPause("to the target", it));
        back.ifPresent(it -> checkPause("back", it));
        return new RehearsalReport(
                plan,
                settings.longestPause(),
                there,
                back,
                measured.verified(),
                measured.afterwards(),
                measured.vitals(),
                module.stage(),
                reasons);
    }

    private void checkPause(String way, Duration measured) {
        if (measured.compareTo(settings.longestPause()) > 0) {
            reasons.add("the change of leader " + way + " held writes back for " + measured.toMillis()
                    + " ms, longer than " + settings.longestPause().toMillis());
        }
    }
}
