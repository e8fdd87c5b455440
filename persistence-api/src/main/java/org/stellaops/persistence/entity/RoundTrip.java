// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Whether a mapping reads back what it writes. Pure. */
final class RoundTrip {

    private RoundTrip() {}

    /**
     * What does not come back as it was written.
     *
     * @param document what the mapping makes of the content, if that is known
     */
    static List<ContentProblem> problemsOf(
            LegacyMapping mapping, RecordKey key, Struct content, Optional<Struct> document) {
        Struct read;
        try {
            read = mapping.fromDocument(key, document.orElseGet(() -> mapping.toDocument(key, content)));
        } catch (UnmappableException e) {
            return List.of(new ContentProblem(e.path(), "cannot be kept in a legacy document: it " + reasonOf(e)));
        }
        return difference("", content, read)
                .map(path -> List.of(new ContentProblem(
                        path, "is read otherwise than it is written; the mapping is not its own inverse there")))
                .orElse(List.of());
    }

    /** The path of the first difference. */
    private static Optional<String> difference(String at, Value written, Value read) {
        if (written.equals(read)) {
            return Optional.empty();
        } else if (written instanceof Struct w && read instanceof Struct r) {
            Set<String> names = new TreeSet<>(w.members().keySet());
            names.addAll(r.members().keySet());
            return names.stream()
                    .filter(name -> !w.find(name).equals(r.find(name)))
                    .findFirst()
                    .map(name -> difference(
                                    at + name + ".",
                                    w.find(name).orElse(Value.Null.NULL),
                                    r.find(name).orElse(Value.Null.NULL))
                            .orElse(at + name));
        }
        return Optional.of(at.isEmpty() ? "the content" : at.substring(0, at.length() - 1));
    }

    private static String reasonOf(UnmappableException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(e.path())
                ? message.substring(e.path().length()).strip()
                : message;
    }
}
