// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import java.util.Optional;
import java.util.UUID;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.repository.SupersedesChain;
import org.stellaops.persistence.query.Condition;

/** The chains of what supersedes what in this module. */
public final class VexChains {

    private VexChains() {}

    /** Documents as providers publish them again. */
    public static SupersedesChain<RawDocument> rawDocuments(EntityStore<RawDocument> store) {
        return new SupersedesChain<>(
                store,
                EntityType.of(RawDocument.class),
                it -> Optional.ofNullable(it.supersedesDigest()),
                it -> Condition.eq(RawDocument.SUPERSEDES_DIGEST, it));
    }

    /** What a provider says after it said something else. */
    public static SupersedesChain<Observation> observations(EntityStore<Observation> store) {
        return new SupersedesChain<>(
                store,
                EntityType.of(Observation.class),
                it -> Optional.ofNullable(it.supersedesId()),
                it -> Condition.eq(Observation.SUPERSEDES_ID, it));
    }

    /** Statements and those that replace them; {@link StatementRevisions} appends. */
    public static SupersedesChain<Statement> statements(EntityStore<Statement> store) {
        return new SupersedesChain<>(
                store,
                EntityType.of(Statement.class),
                it -> Optional.ofNullable(it.supersedesId()).map(UUID::toString),
                it -> Condition.eq(Statement.SUPERSEDES_ID, UUID.fromString(it)));
    }

    /** Scores and their amendments. */
    public static SupersedesChain<CvssReceipt> cvssReceipts(EntityStore<CvssReceipt> store) {
        return new SupersedesChain<>(
                store,
                EntityType.of(CvssReceipt.class),
                it -> Optional.ofNullable(it.supersedesId()).map(UUID::toString),
                it -> Condition.eq(CvssReceipt.SUPERSEDES_ID, UUID.fromString(it)));
    }
}
