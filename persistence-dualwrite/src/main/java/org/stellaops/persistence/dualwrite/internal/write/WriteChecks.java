// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.value.Struct;

/** Checks before either store is accessed. Pure. */
public final class WriteChecks {

    private final EntityType<?> type;

    private WriteChecks(EntityType<?> type) {
        this.type = type;
    }

    /** The checks of an entity type. */
    public static WriteChecks of(EntityType<?> type) {
        return new WriteChecks(type);
    }

    /** Whether the records of the type are only inserted. */
    boolean areOfAppendOnly() {
        return type.isAppendOnly();
    }

    /**
     * Rejects a call that no store of this type accepts.
     *
     * @throws IllegalArgumentException if the key is not of this type, or the condition names an unknown field
     */
    public void require(RecordKey key, Precondition precondition) {
        type.requireKey(key);
        if (precondition instanceof Precondition.Holds it) {
            QueryRules.check(type, it.condition());
        }
    }

    /**
     * Rejects keys that are not of one tenant, or too many.
     *
     * @throws IllegalArgumentException if a key is not of this type, one is of another tenant, or there are more than {@link
     *     Limits#MOST_KEYS}
     */
    public void requireOneTenant(List<RecordKey> keys) {
        if (keys.size() > Limits.MOST_KEYS) {
            throw new IllegalArgumentException(
                    "one call names " + keys.size() + " keys of " + type + ", more than " + Limits.MOST_KEYS);
        }
        keys.forEach(type::requireKey);
        if (keys.stream().map(RecordKey::tenant).distinct().count() > 1) {
            throw new IllegalArgumentException("one call names keys of " + type + " of several tenants");
        }
    }

    /**
     * Why a content can never be stored, with paths and without values; empty if it can.
     *
     * @throws IllegalArgumentException as {@link #require} does
     */
    public Optional<WriteOutcome> rejectionOf(RecordKey key, Struct content, Precondition precondition) {
        require(key, precondition);
        List<ContentProblem> problems = type.problemsOf(key, content);
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        List<String> sentences = problems.stream().map(ContentProblem::toString).toList();
        return Optional.of(new WriteOutcome.Rejected(
                WriteOutcome.Rejected.Kind.VALUE,
                problems.get(0).path(),
                "putting " + type + " " + key + " was rejected: " + String.join("; ", sentences)));
    }

    /**
     * Why no record could hold what the patch leaves; empty if one could.
     *
     * @throws IllegalArgumentException if no record could take the patch
     */
    public Optional<WriteOutcome> rejectionOf(Patch patch) {
        patch.check(type);
        return patch.problemsFor(type).stream()
                .findFirst()
                .map(it -> new WriteOutcome.Rejected(
                        WriteOutcome.Rejected.Kind.VALUE,
                        it.path(),
                        "changing fields of " + type + " was rejected: " + it));
    }
}
