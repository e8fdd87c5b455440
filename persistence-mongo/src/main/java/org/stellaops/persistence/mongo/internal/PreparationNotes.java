// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlEntries.Entry;
import org.stellaops.persistence.spi.PreparationFinding;
import org.stellaops.persistence.spi.PreparationFinding.Kind;

/** Findings of preparations, kept beside the control record, so that no start tries again what cannot be. */
final class PreparationNotes {

    private static final String PREFIX = "preparation/";
    private static final String LINE = "\n";
    private static final String BETWEEN = "\t";

    private final ControlEntries entries;

    PreparationNotes(ControlEntries entries) {
        this.entries = entries;
    }

    List<PreparationFinding> of(String collection) {
        return entries.list(PREFIX + collection + "/").stream()
                .map(PreparationNotes::finding)
                .toList();
    }

    /** Keeps a finding in place of an earlier one. Of two processes that write at once, either may win. */
    void keep(PreparationFinding finding) {
        String name = nameOf(finding.collection(), finding.index());
        Optional<Entry> earlier = entries.find(name);
        boolean unused = earlier.isPresent()
                ? entries.replace(earlier.get(), textOf(finding))
                : entries.insert(name, textOf(finding));
    }

    void forget(String collection, String index) {
        entries.find(nameOf(collection, index)).ifPresent(it -> {
            boolean unused = entries.remove(it);
        });
    }

    private static String nameOf(String collection, String index) {
        return PREFIX + collection + "/" + index;
    }

    private static String textOf(PreparationFinding it) {
        List<String> lines = new ArrayList<>(List.of(it.kind().name(), it.text()));
        it.keys().forEach(group -> lines.add(String.join(BETWEEN, group)));
        return String.join(LINE, lines);
    }

    private static PreparationFinding finding(Entry entry) {
        String[] names = entry.name().substring(PREFIX.length()).split("/", -1);
        String[] lines = entry.text().split(LINE, -1);
        return new PreparationFinding(
                names[0],
                names[names.length - 1],
                Kind.valueOf(lines[0]),
                lines[1],
                Arrays.stream(lines)
                        .skip(2)
                        .map(it -> List.of(it.split(BETWEEN, -1)))
                        .toList());
    }
}
