// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Groups what is found by kind and path; the number of groups, and of samples in each, is bounded. */
final class FindingCollector {

    static final String OTHERS = "(others)";

    private static final int MOST_GROUPS = 1000;

    private record Group(PreflightKind kind, String path) {}

    private static final class Found {
        private final String reason;
        private final List<List<String>> samples = new ArrayList<>();
        private long count;

        Found(String reason) {
            this.reason = reason;
        }
    }

    private final PreflightSettings settings;
    private final Map<Group, Found> groups = new HashMap<>();

    FindingCollector(PreflightSettings settings) {
        this.settings = settings;
    }

    /** One document. */
    void add(DocumentProblem problem, String id) {
        add(problem.kind(), problem.path(), problem.reason(), List.of(id), 1);
    }

    /** Several documents that clash, of which some are named. */
    void add(PreflightKind kind, String path, String reason, List<String> ids, long documents) {
        // Members of any value are written as stars, one for each level; a deep one would name as many places.
        String place = path.replaceAll("\\[\\d+]", "[]").replaceAll("(\\.\\*)+", ".*");
        Group group = new Group(kind, place);
        if (!groups.containsKey(group) && groups.size() >= MOST_GROUPS) {
            group = new Group(kind, OTHERS);
        }
        Found found = groups.computeIfAbsent(group, unused -> new Found(reason));
        found.count += documents;
        if (found.samples.size() < settings.samples()) {
            found.samples.add(ids);
        }
    }

    List<PreflightFinding> all() {
        return groups.entrySet().stream()
                .map(it -> new PreflightFinding(
                        it.getKey().kind(),
                        it.getKey().path(),
                        it.getValue().reason,
                        it.getValue().count,
                        it.getValue().samples,
                        settings.counts(it.getKey().kind())))
                .sorted(Comparator.comparing(PreflightFinding::kind).thenComparing(PreflightFinding::path))
                .toList();
    }
}
