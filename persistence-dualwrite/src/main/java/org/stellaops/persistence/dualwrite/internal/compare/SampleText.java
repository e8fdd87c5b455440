// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference.Sample;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;

/** Values in clear text, of the fields for which that is allowed by name. */
final class SampleText {

    private static final int LONGEST = 200;

    private SampleText() {}

    static Optional<Sample> of(Set<String> shown, String path, Optional<Value> legacy, Optional<Value> target) {
        return shown.contains(path) || shown.stream().anyMatch(it -> isBelow(path, it))
                ? Optional.of(new Sample(text(legacy), text(target)))
                : Optional.empty();
    }

    private static boolean isBelow(String path, String field) {
        return path.startsWith(field + ".") || path.startsWith(field + "[");
    }

    private static String text(Optional<Value> value) {
        String whole = Texts.printable(value.map(Object::toString).orElse("missing"));
        return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST) + "…";
    }
}
