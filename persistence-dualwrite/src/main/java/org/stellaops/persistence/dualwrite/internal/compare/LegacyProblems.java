// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import java.util.Optional;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;

/** Why a legacy document can never be on the target: it cannot be read, or what it holds cannot be stored there. Pure. */
public final class LegacyProblems {

    private LegacyProblems() {}

    /** The problem of a document; empty if it can be copied. */
    public static Optional<String> of(EntityType<?> type, LegacyScanEntry entry) {
        return entry.problem().or(() -> entry.record().flatMap(it -> of(type, it)));
    }

    /** The problem of a record that can be read; empty if it can be copied. */
    public static Optional<String> of(EntityType<?> type, LegacyRecord record) {
        return type.problemsOfHeld(record.key(), record.content()).stream()
                .findFirst()
                .map(ContentProblem::toString);
    }
}
