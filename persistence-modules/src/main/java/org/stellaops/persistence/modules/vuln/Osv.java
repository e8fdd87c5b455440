// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.JsonWriter;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Reads and writes advisories as the JSON text in which they are published. */
public final class Osv {

    private static final String ID = "id";

    /** A broken line can have thousands of problems; the first few suffice. */
    private static final int PROBLEMS_REPORTED = 5;

    private Osv() {}

    /** The advisory of one JSON text, or the reason why it cannot be stored. Never throws for what the text holds. */
    public static OsvLine read(String json) {
        Value value;
        try {
            value = JsonText.read(json);
        } catch (IllegalArgumentException e) {
            return refused(Optional.empty(), String.valueOf(e.getMessage()));
        }
        return value instanceof Struct document
                ? read(document)
                : refused(Optional.empty(), "is JSON, but not an object");
    }

    /** The document of a stored advisory, as {@link OsvLine.Advisory#document} has it. */
    public static Struct documentOf(StoredRecord advisory) {
        return Advisories.TYPE.legacyMapping().toDocument(advisory.key(), advisory.content());
    }

    /**
     * The JSON text of a stored advisory, in one line. Numbers are written as exactly as they were read; a date that
     * some
     * application stored as such becomes a text.
     */
    public static String write(StoredRecord advisory) {
        return write(documentOf(advisory));
    }

    /** The JSON text of a document, in one line. */
    public static String write(Struct document) {
        return JsonWriter.write(document);
    }

    private static OsvLine read(Struct document) {
        Optional<Value> id = document.find(ID);
        if (id.isEmpty()) {
            return refused(Optional.empty(), "has no id");
        } else if (!(id.get() instanceof Value.Text text)) {
            return refused(Optional.empty(), "has an id that is no text");
        } else {
            return read(text.value(), document);
        }
    }

    private static OsvLine read(String id, Struct document) {
        RecordKey key;
        try {
            key = RecordKey.global(id);
        } catch (IllegalArgumentException e) {
            return refused(Optional.empty(), "has an id that cannot be a key: " + e.getMessage());
        }
        try {
            Struct content = Advisories.TYPE.legacyMapping().fromDocument(key, document);
            List<ContentProblem> problems = Advisories.TYPE.problemsOf(content);
            return problems.isEmpty()
                    ? new OsvLine.Advisory(key, document, content)
                    : refused(Optional.of(id), "holds what cannot be stored: " + reported(problems));
        } catch (UnmappableException e) {
            return refused(Optional.of(id), String.valueOf(e.getMessage()));
        }
    }

    private static String reported(List<ContentProblem> problems) {
        String first = problems.stream()
                .limit(PROBLEMS_REPORTED)
                .map(ContentProblem::toString)
                .collect(Collectors.joining("; "));
        return problems.size() > PROBLEMS_REPORTED
                ? first + "; and " + (problems.size() - PROBLEMS_REPORTED) + " more"
                : first;
    }

    private static OsvLine refused(Optional<String> id, String reason) {
        return new OsvLine.Refused(id, reason);
    }
}
