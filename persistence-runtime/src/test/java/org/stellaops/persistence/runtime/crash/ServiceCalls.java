// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.stage.StageStatus;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.simulator.Told;

/** What a service under test answers to a line. */
final class ServiceCalls {

    private static final String DISK_FULL = "53100";

    /** Before the name of a cohort, and what is asked of it. */
    static final String OF = "of";

    private final Persistence persistence;
    private final Map<CrashTypes.Kind, TypedRecords<?>> records = new EnumMap<>(CrashTypes.Kind.class);

    ServiceCalls(Persistence persistence, StartOptions.Version version) {
        this.persistence = persistence;
        List<EntityType<?>> types = CrashTypes.descriptor(version).entityTypes();
        if (types.contains(CrashTypes.LEDGERS)) {
            records.put(CrashTypes.Kind.LEDGERS, TypedRecords.ledgers(persistence));
        }
        if (types.contains(CrashTypes.NOTES)) {
            records.put(CrashTypes.Kind.NOTES, TypedRecords.notes(persistence));
        }
        if (types.contains(CrashTypes.BADGES)) {
            records.put(CrashTypes.Kind.BADGES, TypedRecords.badges(persistence));
        }
    }

    String answer(String... asked) {
        try {
            return switch (asked[0]) {
                case "find" -> find(CrashTypes.keyOf(asked[1]));
                case "put" -> put(CrashTypes.keyOf(asked[1]), asked[2], precondition(asked[3]));
                case "delete" -> delete(CrashTypes.keyOf(asked[1]));
                case "query" -> query(asked);
                case OF ->
                    answer(
                            persistence.module(CrashTypes.MODULE + Cohort.SEPARATOR + asked[1]),
                            Arrays.copyOfRange(asked, 2, asked.length));
                default -> answer(persistence.module(CrashTypes.MODULE), asked);
            };
        } catch (NotServedException e) {
            return "not-served";
        } catch (StoreException e) {
            return "failed " + e.fault().kind() + " " + oneLine(e.fault().message());
        } catch (RuntimeException e) {
            return "threw " + oneLine(e.toString());
        }
    }

    /** What concerns the module, or one of its cohorts. */
    private static String answer(PersistenceModule module, String... asked) {
        OperatorCalls operator = new OperatorCalls(module);
        return switch (asked[0]) {
            case "stage" -> module.stage().name();
            case "standing" -> standing(module);
            case "left" -> left(module);
            case "drain" -> drain(module, Duration.ofMillis(Long.parseLong(asked[1])));
            case "verify" -> verify(module);
            case "remove-tombstones" -> operator.removeTombstones();
            case "backfill" -> operator.backfill();
            case "repair" ->
                operator.repair(Stream.of(asked).skip(1).map(CrashTypes::keyOf).toList());
            case "move" -> operator.move(Stage.valueOf(asked[1]));
            case "retire" -> operator.retire(asked[1]);
            case "pending" -> operator.pending(CrashTypes.Kind.valueOf(asked[1]));
            case "readmit" -> operator.readmit(Side.valueOf(asked[1]));
            default -> throw new IllegalArgumentException("nobody knows how to " + asked[0]);
        };
    }

    private String find(RecordKey key) {
        return records(key)
                .find(key)
                .map(it -> "found " + it.written() + " " + it.revision())
                .orElse("absent");
    }

    private String put(RecordKey key, String value, Precondition precondition) {
        return reported(records(key).put(key, value, precondition), precondition);
    }

    private String delete(RecordKey key) {
        return reported(records(key).delete(key), Precondition.none());
    }

    /** This version of the service does not know the type. */
    private static final class NotServedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private TypedRecords<?> records(RecordKey key) {
        TypedRecords<?> found = records.get(CrashTypes.kindOf(key));
        if (found == null) {
            throw new NotServedException();
        }
        return found;
    }

    /** The first word is a key, which names type and tenant; then the limit, and the ids. */
    private String query(String... asked) {
        RecordKey any = CrashTypes.keyOf(asked[1]);
        Map<String, String> found =
                records(any).query(any, List.of(asked).subList(3, asked.length), Integer.parseInt(asked[2]));
        return "rows"
                + found.entrySet().stream()
                        .map(it -> " " + it.getKey() + "=" + it.getValue())
                        .collect(Collectors.joining());
    }

    /** The stage of the record, and what this process still asks for. */
    private static String standing(PersistenceModule module) {
        StageStatus status = module.stageStatus();
        return status.served() + " " + status.recorded().map(Stage::name).orElse("-") + " "
                + status.wish().map(Stage::name).orElse("-") + " " + oneLine(String.join("; ", status.reasons()));
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
                rejected -> "rejected " + rejected.kind() + " " + oneLine(rejected.reason()),
                notApplied -> "not-applied " + reported(notApplied.fault()),
                unknown -> "unknown " + reported(unknown.fault()));
    }

    private static String reported(Fault fault) {
        return fault.kind()
                + (fault.message().contains(DISK_FULL) ? " " + DISK_FULL : "")
                + (fault.kind() == Fault.Kind.BROKEN ? " " + oneLine(fault.message()) : "");
    }

    private static String drain(PersistenceModule module, Duration longest) {
        boolean unused = module.dualWrite().drain(longest);
        return left(module);
    }

    /** Nothing is left to do where no key is pending and no image waits, here and in every other process. */
    private static String left(PersistenceModule module) {
        return "pending " + module.dualWrite().pendingDepth() + " waiting "
                + module.dualWrite().waitingToBeSent();
    }

    private static String verify(PersistenceModule module) {
        List<VerificationReport> reports = module.verify();
        boolean equal = reports.stream().allMatch(it -> it.verdict() == Verdict.PASS);
        boolean differs = reports.stream().anyMatch(it -> it.verdict() == Verdict.FAIL);
        long compared = reports.stream().mapToLong(it -> it.counts().compared()).sum();
        return (equal ? "equal " : differs ? "differs " : "not-verified ") + compared + " "
                + oneLine(reports.stream()
                        .map(it -> it.describe() + " " + it.findings())
                        .collect(Collectors.joining("; ")));
    }

    static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
    }
}
