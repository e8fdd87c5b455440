// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.entity.StoredAs;

/**
 * How one scalar is kept.
 *
 * @param required the Java class of a component that is never missing
 * @param nullable the Java class of one that may be
 * @param forms the forms in which documents keep it; empty if it has its natural one
 * @param absent texts that stand for a missing value
 * @param note what a person should look at
 */
record ScalarChoice(
        String required, String nullable, List<StoredAs> forms, List<String> absent, Optional<String> note) {

    static ScalarChoice of(String required, String nullable, StoredAs... forms) {
        return new ScalarChoice(required, nullable, List.of(forms), List.of(), Optional.empty());
    }

    static ScalarChoice of(String type, StoredAs... forms) {
        return of(type, type, forms);
    }

    ScalarChoice noted(String text) {
        return new ScalarChoice(required, nullable, forms, absent, Optional.of(text));
    }

    ScalarChoice withAbsent(List<String> texts) {
        return new ScalarChoice(nullable, nullable, forms, texts, note);
    }

    /** Whether both databases can compare and sort it as it is. */
    boolean isPlain() {
        return forms.isEmpty() && absent.isEmpty();
    }
}
