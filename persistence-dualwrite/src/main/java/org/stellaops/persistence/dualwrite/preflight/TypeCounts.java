// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.LegacyMember;
import org.stellaops.persistence.spi.StoredDocument;

/** Counts the types of the members of documents by path. The number of paths is bounded. */
final class TypeCounts implements StoredDocument.Visitor {

    static final String OTHERS = "(others)";

    private static final int MOST_UNDECLARED = 200;
    private static final String ID = "_id";

    private final Map<String, LegacyMember> declared;
    private final Set<String> leading = new HashSet<>();
    private final Map<String, Map<String, Long>> counts = new TreeMap<>();
    private int undeclared;

    TypeCounts(EntityType<?> type) {
        this.declared = type.legacyMapping().members(type).stream()
                .collect(Collectors.toMap(LegacyMember::path, Function.identity(), (first, second) -> first));
        declared.keySet().forEach(this::addLeading);
    }

    private void addLeading(String path) {
        for (int i = 1; i < path.length(); i++) {
            if (path.charAt(i) == '.' || path.startsWith("[]", i)) {
                leading.add(path.substring(0, i));
            }
        }
    }

    @Override
    public boolean visit(String path, String type) {
        LegacyMember member = declared.get(path);
        boolean leads = leading.contains(path);
        if (member == null && !leads && !path.equals(ID)) {
            countUndeclared(path, type);
            return false;
        }
        count(path, type);
        return leads && (member == null || member.inside() == LegacyMember.Inside.DECLARED);
    }

    List<MemberTypes> all() {
        return counts.entrySet().stream()
                .map(it -> new MemberTypes(it.getKey(), declaration(it.getKey()), it.getValue(), isDrifting(it)))
                .toList();
    }

    private String declaration(String path) {
        LegacyMember member = declared.get(path);
        if (member != null) {
            return member.declared();
        }
        return path.equals(ID) ? "key" : leading.contains(path) ? "document" : "";
    }

    private boolean isDrifting(Map.Entry<String, Map<String, Long>> path) {
        LegacyMember member = declared.get(path.getKey());
        boolean isDeclared = member != null && member.inside() == LegacyMember.Inside.DECLARED;
        long types = path.getValue().keySet().stream()
                .filter(it -> !it.equals("null"))
                .count();
        return (isDeclared || leading.contains(path.getKey())) && types > 1;
    }

    private void countUndeclared(String path, String type) {
        if (counts.containsKey(path)) {
            count(path, type);
        } else if (undeclared < MOST_UNDECLARED) {
            undeclared++;
            count(path, type);
        } else {
            count(OTHERS, type);
        }
    }

    private void count(String path, String type) {
        counts.computeIfAbsent(path, unused -> new TreeMap<>()).merge(type, 1L, Long::sum);
    }
}
