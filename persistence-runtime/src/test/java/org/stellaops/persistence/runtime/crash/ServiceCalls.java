package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.simulator.Told;

/** What a service under test answers to a line. */
final class ServiceCalls {

    private static final String DISK_FULL = "53100";

    private final PersistenceModule module;
    private final FaultCatalogue<Ledger> ledgers;
    private final FaultCatalogue<Note> notes;

    ServiceCalls(Persistence persistence) {
        this.module = persistence.module(CrashTypes.MODULE);
        this.ledgers = FaultCatalogue.ledgers(persistence);
        this.notes = FaultCatalogue.notes(persistence);
    }

    String answer(String... asked) {
        try {
            return switch (asked[0]) {
                case "find" -> find(CrashTypes.keyOf(asked[1]));
                case "put" -> put(CrashTypes.keyOf(asked[1]), asked[2], precondition(asked[3]));
                case "delete" -> delete(CrashTypes.keyOf(asked[1]));
                case "stage" -> module.stage().name();
                case "move" -> move(Stage.valueOf(asked[1]));
                case "left" -> left();
                case "drain" -> drain(Duration.ofMillis(Long.parseLong(asked[1])));
                case "verify" -> verify();
                default -> throw new IllegalArgumentException("nobody knows how to " + asked[0]);
            };
        } catch (StoreException e) {
            return "failed " + e.fault().kind();
        } catch (RuntimeException e) {
            return "threw " + oneLine(e.toString());
        }
    }

    private String find(RecordKey key) {
        return shelf(key)
                .find(key)
                .map(it -> "found " + it.written() + " " + it.revision())
                .orElse("absent");
    }

    private String put(RecordKey key, String value, Precondition precondition) {
        return reported(shelf(key).put(key, value, precondition), precondition);
    }

    private String delete(RecordKey key) {
        return reported(shelf(key).delete(key), Precondition.none());
    }

    private FaultCatalogue<?> shelf(RecordKey key) {
        return key.tenantOrEmpty().isEmpty() ? ledgers : notes;
    }

    private static Precondition precondition(String text) {
        return switch (text) {
            case "none" -> Precondition.none();
            case "absent" -> Precondition.absent();
            case "present" -> Precondition.present();
            default -> Precondition.revision(Revision.parse(text));
        };
    }

    private static String reported(WriteOutcome outcome, Precondition precondition) {
        return outcome.fold(
                applied -> "applied " + applied.revision(),
                conflict -> "conflict " + Told.by(outcome, precondition),
                rejected -> "rejected " + oneLine(rejected.reason()),
                notApplied -> "not-applied " + reported(notApplied.fault()),
                unknown -> "unknown " + reported(unknown.fault()));
    }

    private static String reported(Fault fault) {
        return fault.kind()
                + (fault.message().contains(DISK_FULL) ? " " + DISK_FULL : "")
                + (fault.kind() == Fault.Kind.BROKEN ? " " + oneLine(fault.message()) : "");
    }

    private String move(Stage next) {
        MoveResult result = module.moveTo(next);
        return result instanceof MoveResult.Refused it
                ? "refused " + oneLine(String.join("; ", it.reasons()))
                : "moved " + module.stage();
    }

    private String drain(Duration longest) {
        boolean unused = module.dualWrite().drain(longest);
        return left();
    }

    /** Nothing is left to do where no key is pending and no image waits, here and in every other process. */
    private String left() {
        return "pending " + module.dualWrite().pendingDepth() + " waiting "
                + module.dualWrite().waitingToBeSent();
    }

    private String verify() {
        List<VerificationReport> reports = module.verify();
        boolean equal = reports.stream().allMatch(it -> it.verdict() == Verdict.PASS);
        long compared = reports.stream().mapToLong(it -> it.counts().compared()).sum();
        return (equal ? "equal " : "differs ") + compared + " "
                + oneLine(reports.stream()
                        .map(it -> it.describe() + " " + it.findings())
                        .collect(Collectors.joining("; ")));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
    }
}
