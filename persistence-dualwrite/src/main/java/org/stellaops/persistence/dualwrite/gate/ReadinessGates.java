// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.DivergenceEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.RollbackEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.SignOff;
import org.stellaops.persistence.dualwrite.gate.GateSettings.SignOffRule;
import org.stellaops.persistence.spi.MigrationsState;

/** Whether a module is ready: its migrations, its quiet, a person's word, and no rollback a moment ago. */
final class ReadinessGates {

    private static final String MIGRATIONS = "migrations";
    private static final String QUIET = "quiet";
    private static final String COOL_DOWN = "cool-down";

    private ReadinessGates() {}

    /** Every migration was run, and none was changed since; before dual writes, those that run at the first use may be left. */
    static StageGate migrations() {
        return step -> {
            MigrationsState state = step.evidence().migrations();
            boolean begins = step.from() == Stage.LEGACY_ONLY;
            List<String> missing = new ArrayList<>(state.byCommand());
            if (!begins) {
                missing.addAll(state.atStart());
                missing.addAll(state.data());
            }
            return List.of(answer(step.evidence().module(), state, missing, begins));
        };
    }

    private static GateAnswer answer(String module, MigrationsState state, List<String> missing, boolean begins) {
        if (!state.changed().isEmpty()) {
            return GateAnswer.refused(
                    MIGRATIONS,
                    "files were changed after they had been run: " + String.join(", ", state.changed()),
                    "put them back as they were, and make the change a new file; see: persistence migrations verify --config"
                            + " FILE --module " + module);
        } else if (!missing.isEmpty()) {
            return GateAnswer.refused(
                    MIGRATIONS,
                    missing.size() + " were not run: " + String.join(", ", missing),
                    "run: persistence migrations run --config FILE --module " + module);
        }
        long later = begins ? state.atStart().size() + state.data().size() : 0;
        return GateAnswer.passed(
                MIGRATIONS,
                state.applied() + " were run"
                        + (later == 0 ? "" : "; " + later + " run when the schema is first used or later"));
    }

    /** No read of any process met a divergence since the last verification began, nor for a while. */
    static StageGate quiet(Duration quiet) {
        return step -> {
            Optional<DivergenceEvidence> last = step.evidence().lastDivergence();
            return List.of(
                    last.isEmpty()
                            ? GateAnswer.passed(QUIET, "no read met a divergence since this store leads")
                            : quiet(step.evidence(), last.get().age(), quiet));
        };
    }

    private static GateAnswer quiet(GateEvidence evidence, Duration age, Duration quiet) {
        String see = "see: persistence divergences --config FILE --module " + evidence.module();
        String found = "a read met the last divergence " + age + " ago";
        if (!isSettled(evidence, age)) {
            return GateAnswer.refused(
                    QUIET,
                    found + ", after the last verification began",
                    see + "; repair, then run: persistence verify --keep --config FILE --module " + evidence.module());
        }
        return age.compareTo(quiet) >= 0
                ? GateAnswer.passed(QUIET, found)
                : GateAnswer.refused(
                        QUIET,
                        found + ", less than " + quiet,
                        "find why it came about, " + see + "; wait, or shorten persistence.stages.gates.quiet");
    }

    /**
     * A verification of every type began after it; whether it found everything equal is asked by another gate. Ages are counted in beats, so
     * that of two in one beat nobody knows which came first: then it is not settled.
     */
    private static boolean isSettled(GateEvidence evidence, Duration age) {
        return evidence.types().stream()
                .allMatch(type -> evidence.verification(type)
                        .filter(it -> age.compareTo(it.age()) > 0)
                        .isPresent());
    }

    /** A person signed the step off, where the settings ask for that. */
    static StageGate signedOff(SignOffRule rule) {
        return step -> rule.to().contains(step.to()) && step.to().compareTo(step.from()) > 0
                ? List.of(signOff(rule, step))
                : List.of();
    }

    private static GateAnswer signOff(SignOffRule rule, StageStep step) {
        String gate = "sign-off";
        String remedy = "run: persistence sign-off --config FILE --module "
                + step.evidence().module() + " --to " + step.to().configName() + " --by NAME --reason TEXT"
                + named(rule.by());
        Optional<SignOff> given = step.evidence().signOff(step.to());
        if (given.isEmpty()) {
            return GateAnswer.refused(
                    gate, "nobody signed the step to " + step.to().configName() + " off", remedy);
        }
        SignOff it = given.get();
        String said = "signed off by " + it.by() + " at " + it.at() + ": " + it.reason();
        if (!rule.by().isEmpty() && !rule.by().contains(it.by())) {
            return GateAnswer.refused(gate, said + "; the word of " + it.by() + " does not count", remedy);
        } else if (it.age().compareTo(rule.valid()) > 0) {
            return GateAnswer.refused(
                    gate, said + "; that was " + it.age() + " ago, and counts for " + rule.valid(), remedy);
        }
        return GateAnswer.passed(gate, said);
    }

    private static String named(Set<String> by) {
        return by.isEmpty() ? "" : ", as one of " + String.join(", ", by);
    }

    /** The lead does not go where it was taken from a moment ago. */
    static StageGate cooledDown() {
        return step -> step.evidence().lastRollback().stream()
                .map(it -> coolDown(it, step.evidence().module()))
                .toList();
    }

    private static GateAnswer coolDown(RollbackEvidence rollback, String module) {
        String made = "rolled back automatically " + rollback.age() + " ago: " + rollback.reason();
        return rollback.age().compareTo(rollback.coolDown()) >= 0
                ? GateAnswer.passed(COOL_DOWN, made)
                : GateAnswer.refused(
                        COOL_DOWN,
                        made,
                        "mend the cause, and wait until " + rollback.coolDown()
                                + " have passed, or set persistence.modules." + module
                                + ".rollback.cool-down shorter before it is tried again");
    }
}
