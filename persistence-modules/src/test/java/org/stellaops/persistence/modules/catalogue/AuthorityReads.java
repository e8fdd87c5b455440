// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static java.util.Comparator.comparing;
import static org.stellaops.persistence.modules.catalogue.RepositoryReads.isBy;
import static org.stellaops.persistence.modules.catalogue.RepositoryReads.isOpenAt;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.modules.authority.Client;
import org.stellaops.persistence.modules.authority.ClientRepository;
import org.stellaops.persistence.modules.authority.License;
import org.stellaops.persistence.modules.authority.LicenseRepository;
import org.stellaops.persistence.modules.authority.LoginAttempt;
import org.stellaops.persistence.modules.authority.LoginAttemptRepository;
import org.stellaops.persistence.modules.authority.MongoClientRepository;
import org.stellaops.persistence.modules.authority.MongoLicenseRepository;
import org.stellaops.persistence.modules.authority.MongoLoginAttemptRepository;
import org.stellaops.persistence.modules.authority.MongoRevocationRepository;
import org.stellaops.persistence.modules.authority.MongoServiceAccountRepository;
import org.stellaops.persistence.modules.authority.MongoTenantRepository;
import org.stellaops.persistence.modules.authority.MongoTokenRepository;
import org.stellaops.persistence.modules.authority.MongoUserRepository;
import org.stellaops.persistence.modules.authority.PostgresClientRepository;
import org.stellaops.persistence.modules.authority.PostgresLicenseRepository;
import org.stellaops.persistence.modules.authority.PostgresLoginAttemptRepository;
import org.stellaops.persistence.modules.authority.PostgresRevocationRepository;
import org.stellaops.persistence.modules.authority.PostgresServiceAccountRepository;
import org.stellaops.persistence.modules.authority.PostgresTenantRepository;
import org.stellaops.persistence.modules.authority.PostgresTokenRepository;
import org.stellaops.persistence.modules.authority.PostgresUserRepository;
import org.stellaops.persistence.modules.authority.Revocation;
import org.stellaops.persistence.modules.authority.RevocationRepository;
import org.stellaops.persistence.modules.authority.ServiceAccount;
import org.stellaops.persistence.modules.authority.ServiceAccountRepository;
import org.stellaops.persistence.modules.authority.Tenant;
import org.stellaops.persistence.modules.authority.TenantRepository;
import org.stellaops.persistence.modules.authority.Token;
import org.stellaops.persistence.modules.authority.TokenRepository;
import org.stellaops.persistence.modules.authority.User;
import org.stellaops.persistence.modules.authority.UserRepository;

/** The reads of the repositories of module authority. */
final class AuthorityReads {

    private static final int MANY = 1_000;
    private static final Instant EARLY = Instant.parse("2024-03-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2024-12-01T00:00:00Z");

    private AuthorityReads() {}

    static List<RepositoryRead<?, ?>> of() {
        return List.of(
                RepositoryRead.of(
                                "TenantRepository.withStatus",
                                TenantRepository.class,
                                MongoTenantRepository::new,
                                PostgresTenantRepository::new,
                                Tenant.class)
                        .ask((repository, tenant, s) -> repository.withStatus(s.status(), MANY))
                        .expect((it, s) -> it.status() == s.status())
                        .orderedBy(comparing(Tenant::id)),
                RepositoryRead.of(
                                "UserRepository.byLogin",
                                UserRepository.class,
                                MongoUserRepository::new,
                                PostgresUserRepository::new,
                                User.class)
                        .ask((repository, tenant, s) -> repository.byLogin(tenant, s.userName(), MANY))
                        .expect((it, s) -> it.userName().equals(s.userName())
                                || s.userName().equals(it.email()))
                        .orderedBy(comparing(User::userName)),
                RepositoryRead.of(
                                "UserRepository.byLogin",
                                UserRepository.class,
                                MongoUserRepository::new,
                                PostgresUserRepository::new,
                                User.class)
                        .ask((repository, tenant, s) -> repository.byLogin(tenant, s.email(), MANY))
                        .askedOf(s -> s.email() != null)
                        .expect((it, s) ->
                                it.userName().equals(s.email()) || s.email().equals(it.email()))
                        .orderedBy(comparing(User::userName)),
                RepositoryRead.of(
                                "UserRepository.holding",
                                UserRepository.class,
                                MongoUserRepository::new,
                                PostgresUserRepository::new,
                                User.class)
                        .ask((repository, tenant, s) ->
                                repository.holding(tenant, s.roles().get(0).roleId(), NOW, MANY))
                        .askedOf(s -> !s.roles().isEmpty())
                        .expect((it, s) -> it.roles().stream()
                                .anyMatch(g ->
                                        g.roleId().equals(s.roles().get(0).roleId()) && isOpenAt(g.expiresAt(), NOW)))
                        .orderedBy(comparing(User::userName)),
                RepositoryRead.of(
                                "ServiceAccountRepository.usable",
                                ServiceAccountRepository.class,
                                MongoServiceAccountRepository::new,
                                PostgresServiceAccountRepository::new,
                                ServiceAccount.class)
                        .ask((repository, tenant, s) ->
                                repository.usable(tenant, s.allowedScopes().get(0), NOW, MANY))
                        .askedOf(s -> !s.allowedScopes().isEmpty())
                        .expect((it, s) -> it.status() == ServiceAccount.Status.ACTIVE
                                && it.allowedScopes().contains(s.allowedScopes().get(0))
                                && isOpenAt(it.expiresAt(), NOW))
                        .orderedBy(comparing(ServiceAccount::name)),
                RepositoryRead.of(
                                "ClientRepository.enabledFor",
                                ClientRepository.class,
                                MongoClientRepository::new,
                                PostgresClientRepository::new,
                                Client.class)
                        .ask((repository, tenant, s) ->
                                repository.enabledFor(tenant, s.grantTypes().get(0), MANY))
                        .askedOf(s -> !s.grantTypes().isEmpty())
                        .expect((it, s) -> it.enabled()
                                && it.grantTypes().contains(s.grantTypes().get(0)))
                        .orderedBy(comparing(Client::name)),
                RepositoryRead.of(
                                "TokenRepository.valid",
                                TokenRepository.class,
                                MongoTokenRepository::new,
                                PostgresTokenRepository::new,
                                Token.class)
                        .ask((repository, tenant, s) -> repository.valid(tenant, s.subjectId(), NOW, MANY))
                        .expect((it, s) -> it.subjectId().equals(s.subjectId())
                                && it.status() == Token.Status.VALID
                                && it.expiresAt().isAfter(NOW))
                        .orderedBy(comparing(Token::issuedAt).reversed()),
                RepositoryRead.of(
                                "TokenRepository.expired",
                                TokenRepository.class,
                                MongoTokenRepository::new,
                                PostgresTokenRepository::new,
                                Token.class)
                        .ask((repository, tenant, s) -> repository.expired(tenant, s.expiresAt(), MANY))
                        .expect((it, s) -> it.status() == Token.Status.VALID
                                && !it.expiresAt().isAfter(s.expiresAt()))
                        .orderedBy(comparing(Token::expiresAt)),
                RepositoryRead.of(
                                "RevocationRepository.inForce",
                                RevocationRepository.class,
                                MongoRevocationRepository::new,
                                PostgresRevocationRepository::new,
                                Revocation.class)
                        .ask((repository, tenant, s) -> repository.inForce(tenant, s.revokedAt(), NOW, MANY))
                        .expect((it, s) -> it.revokedAt().isAfter(s.revokedAt()) && isOpenAt(it.expiresAt(), NOW))
                        .orderedBy(comparing(Revocation::revokedAt)),
                RepositoryRead.of(
                                "LoginAttemptRepository.failures",
                                LoginAttemptRepository.class,
                                MongoLoginAttemptRepository::new,
                                PostgresLoginAttemptRepository::new,
                                LoginAttempt.class)
                        .ask((repository, tenant, s) -> repository.failures(tenant, s.userName(), EARLY, MANY))
                        .expect((it, s) -> it.userName().equals(s.userName())
                                && it.outcome() != LoginAttempt.Outcome.SUCCESS
                                && it.occurredAt().isAfter(EARLY))
                        .orderedBy(comparing(LoginAttempt::occurredAt).reversed()),
                RepositoryRead.of(
                                "LicenseRepository.inForce",
                                LicenseRepository.class,
                                MongoLicenseRepository::new,
                                PostgresLicenseRepository::new,
                                License.class)
                        .ask((repository, tenant, s) -> repository.inForce(tenant, NOW, MANY))
                        .expect((it, s) -> it.status() == License.Status.ACTIVE
                                && isBy(it.notBefore(), NOW)
                                && it.expiresAt().isAfter(NOW))
                        .orderedBy(comparing(License::expiresAt)));
    }
}
