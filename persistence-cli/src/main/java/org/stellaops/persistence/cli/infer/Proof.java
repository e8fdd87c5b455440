// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.mongo.LegacyDocuments;

/** Whether each document is a record of a compiled type and would come back as it is. Not safe for concurrent use. */
final class Proof {

    private static final int MOST_PATHS = 200;

    private final LegacyDocuments documents;
    private final Map<String, Problem> problems = new LinkedHashMap<>();
    private long carried;
    private long refused;

    /**
     * Documents that are refused for the same reason.
     *
     * @param path where in the document
     * @param message the path and the reason, without values
     * @param documents how many
     */
    record Problem(String path, String message, long documents) {}

    Proof(EntityType<?> type) {
        this.documents = LegacyDocuments.of(type);
    }

    void add(RawBsonDocument document) {
        documents.problem(document).ifPresentOrElse(this::refused, () -> carried++);
    }

    private void refused(UnmappableException problem) {
        refused++;
        String path = problem.path();
        if (problems.size() < MOST_PATHS || problems.containsKey(path)) {
            problems.merge(
                    path,
                    new Problem(path, String.valueOf(problem.getMessage()), 1),
                    (a, b) -> new Problem(a.path(), a.message(), a.documents() + 1));
        }
    }

    long carried() {
        return carried;
    }

    long refused() {
        return refused;
    }

    /** The reasons by their paths. */
    Map<String, Problem> problems() {
        return new TreeMap<>(problems);
    }
}
