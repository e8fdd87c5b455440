// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Value;

/** Keys under which differences of whole answers are reported. They tell questions apart and do not show them. */
final class QuestionKeys {

    private static final int DIGITS = 12;

    private QuestionKeys() {}

    static RecordKey of(Optional<String> tenant, String operation, Object question) {
        String digest = ContentHash.of(Value.of(question.toString())).hex().substring(0, DIGITS);
        return new RecordKey(tenant.orElse(null), "(" + operation + ")#" + digest);
    }
}
