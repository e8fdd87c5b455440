// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.Set;
import java.util.TreeSet;

/** The different texts at a path, as long as they are few and short. */
final class FewTexts {

    private static final int MOST = 12;
    private static final int LONGEST = 60;

    private final Set<String> texts = new TreeSet<>();
    private boolean others;

    void add(String text) {
        if (text.length() > LONGEST || texts.size() > MOST) {
            others = true;
        } else {
            texts.add(text);
        }
    }

    /** All of them; empty if they are many, or long. */
    Set<String> all() {
        return others || texts.size() > MOST ? Set.of() : texts;
    }
}
