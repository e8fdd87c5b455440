// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static java.util.Comparator.comparing;
import static org.stellaops.persistence.modules.catalogue.RepositoryReads.isBy;
import static org.stellaops.persistence.modules.catalogue.RepositoryReads.isOpenAt;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.stellaops.persistence.modules.audit.AuditEvent;
import org.stellaops.persistence.modules.audit.AuditEventRepository;
import org.stellaops.persistence.modules.audit.MongoAuditEventRepository;
import org.stellaops.persistence.modules.audit.PostgresAuditEventRepository;
import org.stellaops.persistence.modules.issuer.IssuerKey;
import org.stellaops.persistence.modules.issuer.IssuerKeyRepository;
import org.stellaops.persistence.modules.issuer.MongoIssuerKeyRepository;
import org.stellaops.persistence.modules.issuer.PostgresIssuerKeyRepository;
import org.stellaops.persistence.modules.policy.MongoPackVersionRepository;
import org.stellaops.persistence.modules.policy.MongoPolicyExemptionRepository;
import org.stellaops.persistence.modules.policy.MongoRiskProfileRepository;
import org.stellaops.persistence.modules.policy.PackVersion;
import org.stellaops.persistence.modules.policy.PackVersionRepository;
import org.stellaops.persistence.modules.policy.PolicyExemption;
import org.stellaops.persistence.modules.policy.PolicyExemptionRepository;
import org.stellaops.persistence.modules.policy.PostgresPackVersionRepository;
import org.stellaops.persistence.modules.policy.PostgresPolicyExemptionRepository;
import org.stellaops.persistence.modules.policy.PostgresRiskProfileRepository;
import org.stellaops.persistence.modules.policy.RiskProfile;
import org.stellaops.persistence.modules.policy.RiskProfileRepository;
import org.stellaops.persistence.modules.vex.Consensus;
import org.stellaops.persistence.modules.vex.ConsensusRepository;
import org.stellaops.persistence.modules.vex.MongoConsensusRepository;
import org.stellaops.persistence.modules.vex.MongoStatementRepository;
import org.stellaops.persistence.modules.vex.PostgresConsensusRepository;
import org.stellaops.persistence.modules.vex.PostgresStatementRepository;
import org.stellaops.persistence.modules.vex.Statement;
import org.stellaops.persistence.modules.vex.StatementRepository;
import org.stellaops.persistence.modules.vuln.MongoSourceRepository;
import org.stellaops.persistence.modules.vuln.PostgresSourceRepository;
import org.stellaops.persistence.modules.vuln.Source;
import org.stellaops.persistence.modules.vuln.SourceRepository;

/** The reads of the repositories of the modules that have few. */
final class OtherReads {

    private static final int MANY = 1_000;
    private static final Instant EARLY = Instant.parse("2024-03-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2024-12-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-12-01T00:00:00Z");

    private OtherReads() {}

    static List<RepositoryRead<?, ?>> policy() {
        return List.of(
                RepositoryRead.of(
                                "PackVersionRepository.published",
                                PackVersionRepository.class,
                                MongoPackVersionRepository::new,
                                PostgresPackVersionRepository::new,
                                PackVersion.class)
                        .ask((repository, tenant, s) -> repository.published(tenant, s.packId(), MANY))
                        .expect((it, s) -> it.packId().equals(s.packId()) && it.isPublished())
                        .orderedBy(comparing(PackVersion::version).reversed()),
                RepositoryRead.of(
                                "RiskProfileRepository.active",
                                RiskProfileRepository.class,
                                MongoRiskProfileRepository::new,
                                PostgresRiskProfileRepository::new,
                                RiskProfile.class)
                        .ask((repository, tenant, s) -> repository.active(tenant, s.projectId(), MANY))
                        .askedOf(s -> s.projectId() != null)
                        .expect((it, s) -> it.isActive()
                                && (it.projectId() == null || it.projectId().equals(s.projectId())))
                        .orderedBy(comparing(RiskProfile::name)
                                .thenComparing(RiskProfile::version, Comparator.reverseOrder())),
                RepositoryRead.of(
                                "PolicyExemptionRepository.inForce",
                                PolicyExemptionRepository.class,
                                MongoPolicyExemptionRepository::new,
                                PostgresPolicyExemptionRepository::new,
                                PolicyExemption.class)
                        .ask((repository, tenant, s) -> repository.inForce(tenant, s.projectId(), NOW, MANY))
                        .askedOf(s -> s.projectId() != null)
                        .expect((it, s) -> it.status() == PolicyExemption.Status.ACTIVE
                                && (it.projectId() == null || it.projectId().equals(s.projectId()))
                                && isOpenAt(it.expiresAt(), NOW))
                        .orderedBy(comparing(PolicyExemption::createdAt).reversed()));
    }

    static List<RepositoryRead<?, ?>> vuln() {
        return List.of(RepositoryRead.of(
                        "SourceRepository.enabled",
                        SourceRepository.class,
                        MongoSourceRepository::new,
                        PostgresSourceRepository::new,
                        Source.class)
                .ask((repository, tenant, s) -> repository.enabled(MANY))
                .expect((it, s) -> it.enabled())
                .orderedBy(comparing(Source::priority).reversed()));
    }

    static List<RepositoryRead<?, ?>> vex() {
        return List.of(
                RepositoryRead.of(
                                "StatementRepository.active",
                                StatementRepository.class,
                                MongoStatementRepository::new,
                                PostgresStatementRepository::new,
                                Statement.class)
                        .ask((repository, tenant, s) -> repository.active(tenant, s.vulnerabilityId(), MANY))
                        .expect((it, s) -> it.isActive() && it.vulnerabilityId().equals(s.vulnerabilityId()))
                        .orderedBy(comparing(Statement::productId)),
                RepositoryRead.of(
                                "ConsensusRepository.disputed",
                                ConsensusRepository.class,
                                MongoConsensusRepository::new,
                                PostgresConsensusRepository::new,
                                Consensus.class)
                        .ask((repository, tenant, s) -> repository.disputed(tenant, EARLY, MANY))
                        .expect((it, s) -> it.status() == Consensus.Status.DIVERGENT
                                && it.calculatedAt().isAfter(EARLY))
                        .orderedBy(comparing(Consensus::calculatedAt).reversed()));
    }

    static List<RepositoryRead<?, ?>> issuer() {
        return List.of(
                RepositoryRead.of(
                                "IssuerKeyRepository.usable",
                                IssuerKeyRepository.class,
                                MongoIssuerKeyRepository::new,
                                PostgresIssuerKeyRepository::new,
                                IssuerKey.class)
                        .ask((repository, tenant, s) -> repository.usable(s.issuerId(), NOW, MANY))
                        .expect((it, s) -> it.issuerId().equals(s.issuerId())
                                && it.status() == IssuerKey.Status.ACTIVE
                                && isBy(it.validFrom(), NOW)
                                && isOpenAt(it.expiresAt(), NOW))
                        .orderedBy(comparing(IssuerKey::validFrom).reversed()),
                RepositoryRead.of(
                                "IssuerKeyRepository.expiring",
                                IssuerKeyRepository.class,
                                MongoIssuerKeyRepository::new,
                                PostgresIssuerKeyRepository::new,
                                IssuerKey.class)
                        .ask((repository, tenant, s) -> repository.expiring(LATE, MANY))
                        .expect((it, s) -> it.status() == IssuerKey.Status.ACTIVE && isBy(it.expiresAt(), LATE))
                        .orderedBy(comparing(IssuerKey::expiresAt)));
    }

    static List<RepositoryRead<?, ?>> audit() {
        return List.of(RepositoryRead.of(
                        "AuditEventRepository.of",
                        AuditEventRepository.class,
                        MongoAuditEventRepository::new,
                        PostgresAuditEventRepository::new,
                        AuditEvent.class)
                .ask((repository, tenant, s) -> repository.of(tenant, s.entityType(), s.entityId(), MANY))
                .expect((it, s) ->
                        it.entityType().equals(s.entityType()) && it.entityId().equals(s.entityId()))
                .orderedBy(comparing(AuditEvent::eventNumber).reversed()));
    }
}
