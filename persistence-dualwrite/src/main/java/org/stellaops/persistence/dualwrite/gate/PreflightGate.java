// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.PreflightEvidence;
import org.stellaops.persistence.dualwrite.preflight.PreflightVerdict;

/**
 * Every entity type had a clean preflight: a recent one before the target is written for the first time, any one of the present
 * declaration before the target leads.
 */
record PreflightGate(GateSettings settings) implements StageGate {

    @Override
    public List<GateAnswer> check(StageStep step) {
        boolean begins = step.is(Stage.LEGACY_ONLY, Stage.DUAL_WRITE);
        if (!begins && !step.is(Stage.SHADOW_READ, Stage.TARGET_LED)) {
            return List.of();
        }
        List<String> types = step.evidence().types();
        return Stream.concat(
                        types.stream().map(type -> clean(step.evidence(), type, begins)),
                        Stream.of(read(step.evidence(), types)))
                .toList();
    }

    private GateAnswer clean(GateEvidence evidence, String type, boolean mustBeRecent) {
        String gate = "preflight " + type;
        Optional<PreflightEvidence> last = evidence.preflight(type);
        if (last.isEmpty()) {
            return GateAnswer.refused(gate, type + " had no preflight as this process declares it", command(evidence));
        }
        PreflightEvidence it = last.get();
        if (!it.verdict().equals(PreflightVerdict.CLEAN.name()) && it.read() > 0) {
            return GateAnswer.refused(
                    gate,
                    "the last preflight of " + type + " says " + it.verdict() + ": " + it.read() + " read, "
                            + it.refused() + " refused" + (it.isComplete() ? "" : ", not everything examined"),
                    "mend what it names, then " + command(evidence));
        } else if (mustBeRecent && it.age().compareTo(settings.fresh()) > 0) {
            return GateAnswer.refused(
                    gate, "the last preflight of " + type + " is " + it.age() + " old", command(evidence) + " again");
        }
        return GateAnswer.passed(gate, it.verdict() + ", " + it.read() + " read, report " + it.identity());
    }

    /** A type without documents is no evidence; a module without any is none at all. */
    private static GateAnswer read(GateEvidence evidence, List<String> types) {
        long read = types.stream()
                .flatMap(it -> evidence.preflight(it).stream())
                .mapToLong(PreflightEvidence::read)
                .sum();
        return read > 0
                ? GateAnswer.passed("preflight", read + " document(s) read in all")
                : GateAnswer.refused(
                        "preflight",
                        "no document was read, which proves nothing",
                        command(evidence) + ", once there are documents");
    }

    private static String command(GateEvidence evidence) {
        return "run: persistence preflight --keep --config FILE --module " + evidence.module();
    }
}
