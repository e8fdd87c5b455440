// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.ReadingNote;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.StoredDocument;

/** What is wrong with a document taken by itself: what a backfill would refuse, and what it would lose. Pure. */
final class DocumentRules {

    /** Parts of the reasons that the rules of contents give. A test has one content for each of the rules. */
    private static final Map<String, PreflightKind> KINDS = Map.ofEntries(
            Map.entry("NUL character", PreflightKind.TEXT),
            Map.entry("surrogate", PreflightKind.TEXT),
            Map.entry("is NaN", PreflightKind.NUMBER),
            Map.entry("positive exponent", PreflightKind.NUMBER),
            Map.entry("Decimal128", PreflightKind.NUMBER),
            Map.entry("is finer than", PreflightKind.INSTANT),
            Map.entry("is a moment", PreflightKind.INSTANT),
            Map.entry("outside the years", PreflightKind.INSTANT),
            Map.entry("is binary of subtype", PreflightKind.BINARY),
            Map.entry("nested deeper", PreflightKind.DEPTH),
            Map.entry("is larger than", PreflightKind.SIZE),
            Map.entry("bytes as BSON", PreflightKind.SIZE),
            Map.entry("values", PreflightKind.SIZE),
            Map.entry("part of a unique key", PreflightKind.LONG_UNIQUE_VALUE),
            Map.entry("is a unique key whose values", PreflightKind.LONG_UNIQUE_VALUE),
            Map.entry("is read otherwise", PreflightKind.ROUND_TRIP),
            Map.entry("cannot be kept in a legacy document", PreflightKind.ROUND_TRIP));

    private final EntityType<?> type;

    DocumentRules(EntityType<?> type) {
        this.type = type;
    }

    List<DocumentProblem> problemsOf(StoredDocument document) {
        return document.record()
                .map(it -> ofRecord(document, it))
                .orElseGet(() -> document.problem().map(DocumentRules::unreadable).stream()
                        .toList());
    }

    private List<DocumentProblem> ofRecord(StoredDocument document, LegacyRecord record) {
        List<DocumentProblem> problems = new ArrayList<>(ofContent(record));
        if (!document.isFoundByKey()) {
            problems.add(new DocumentProblem(
                    PreflightKind.LOST_ID, "_id", "is not the _id that the mapping makes of its key"));
        }
        if (problems.isEmpty()) {
            document.notes().forEach(it -> problems.addAll(ofNote(it)));
        }
        return problems;
    }

    /** The rules of a write first, and those of what a leader holds for whatever they reject. */
    private List<DocumentProblem> ofContent(LegacyRecord record) {
        List<ContentProblem> ofWrite = type.problemsOf(record.key(), record.content());
        if (ofWrite.isEmpty()) {
            return List.of();
        }
        List<ContentProblem> ofCopy = type.problemsOfHeld(record.key(), record.content());
        return ofCopy.isEmpty()
                ? ofWrite.stream()
                        .map(it -> new DocumentProblem(PreflightKind.NO_ROOM, it.path(), it.reason()))
                        .toList()
                : ofCopy.stream()
                        .map(it -> new DocumentProblem(kindOf(it), it.path(), it.reason()))
                        .toList();
    }

    private static List<DocumentProblem> ofNote(ReadingNote note) {
        return switch (note.kind()) {
            case DEFAULT -> List.of(used(note, "is missing and is read as the declared default"));
            case ABSENT -> List.of(used(note, "is a declared word for nothing and is read as missing"));
            case FALLBACK -> List.of(used(note, "is a text that is not allowed and is read as the fallback"));
            // The counts of types say so.
            case SINGLE, OTHER_FORM -> List.of();
            case NOT_KEPT ->
                List.of(new DocumentProblem(
                        PreflightKind.ROUND_TRIP,
                        note.path(),
                        "is not the same in the document that the mapping makes of the content"));
        };
    }

    private static DocumentProblem used(ReadingNote note, String reason) {
        return new DocumentProblem(PreflightKind.DEFAULT_USED, note.path(), reason);
    }

    private static DocumentProblem unreadable(UnmappableException problem) {
        PreflightKind kind = switch (problem.problem()) {
            case KEY -> PreflightKind.KEY;
            case LONG_KEY -> PreflightKind.LONG_KEY;
            case TENANT -> PreflightKind.TENANT;
            case UNMAPPED_MEMBER -> PreflightKind.UNMAPPED_MEMBER;
            case MISSING_MEMBER -> PreflightKind.MISSING_MEMBER;
            case TYPE -> PreflightKind.TYPE;
            case TEXT_NOT_ALLOWED -> PreflightKind.TEXT_NOT_ALLOWED;
            case NO_REPRESENTATION -> PreflightKind.NO_REPRESENTATION;
            case MALFORMED -> PreflightKind.MALFORMED;
            case LIBRARY -> PreflightKind.LIBRARY;
            case OTHER -> PreflightKind.UNREADABLE;
        };
        String path = problem.path().isEmpty() ? "the document" : problem.path();
        String message = String.valueOf(problem.getMessage());
        return new DocumentProblem(
                kind,
                path,
                message.startsWith(path) ? message.substring(path.length()).strip() : message);
    }

    /** The longest part that occurs decides, so that a more general one does not. */
    static PreflightKind kindOf(ContentProblem problem) {
        return KINDS.entrySet().stream()
                .filter(it -> problem.reason().contains(it.getKey()))
                .max(Comparator.comparingInt(it -> it.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(PreflightKind.CONTENT);
    }
}
