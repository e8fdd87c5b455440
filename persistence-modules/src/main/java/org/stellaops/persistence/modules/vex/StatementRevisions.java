// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.modules.repository.AppendOnly;
import org.stellaops.persistence.modules.repository.SupersedesChain;

/**
 * Replaces statements: the new one is appended, then the old one is no longer active. These are two writes. If the second one is
 * missed, both are active; the same call again completes it.
 *
 * <p><b>Threads.</b> Safe for concurrent use, also by many processes. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException} from reads.
 */
public final class StatementRevisions {

    private final EntityStore<Statement> statements;
    private final SupersedesChain<Statement> chain;

    /** Statements of a tenant. */
    public StatementRevisions(EntityStore<Statement> statements) {
        this.statements = statements;
        this.chain = VexChains.statements(statements);
    }

    /**
     * Appends a statement, and deactivates the one that it supersedes, if any. Of two that supersede the same one, the second is
     * rejected by the unique key.
     *
     * @return what became of the deactivation, or of the new statement if that was not written
     * @throws IllegalArgumentException if what it supersedes does not exist
     */
    public WriteOutcome append(Statement next) {
        AppendOnly.Result appended = chain.append(next);
        boolean stands =
                appended.kind() == AppendOnly.Result.Kind.INSERTED || appended.kind() == AppendOnly.Result.Kind.SAME;
        return stands && next.supersedesId() != null
                ? statements.update(next.supersedesId(), it -> with(it, next))
                : appended.outcome();
    }

    private static Statement with(Statement old, Statement next) {
        return new Statement(
                old.id(),
                old.projectId(),
                old.graphRevisionId(),
                old.vulnerabilityId(),
                old.productId(),
                old.status(),
                old.justification(),
                old.impactStatement(),
                old.actionStatement(),
                old.source(),
                old.evidence(),
                old.provenance(),
                old.supersedesId(),
                false,
                old.issuedAt(),
                old.createdBy(),
                old.createdAt(),
                next.createdAt());
    }
}
