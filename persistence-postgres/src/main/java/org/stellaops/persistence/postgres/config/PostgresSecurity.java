// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.config;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.postgres.config.PostgresConfig.Login;

/**
 * Who connects how, and which findings of the security check are only reported.
 *
 * @param owner the login that owns the module's schema and changes it at start; empty if that is done by command, or by {@code
 *     user}
 * @param tls encryption; empty if the address says it
 * @param pooling what stands between the library and the server
 * @param reportedOnly checks whose findings are logged and do not keep the module from using PostgreSQL
 */
public record PostgresSecurity(
        Optional<Login> owner, Optional<PostgresTls> tls, Pooling pooling, Set<SecurityCheck> reportedOnly) {

    /** What stands between the library and the server. */
    public enum Pooling {
        /** Nothing: a connection is a session of the server. */
        NONE,
        /** A pooler such as PgBouncer, in transaction mode: nothing outlives a transaction. */
        TRANSACTION
    }

    /** Takes an unmodifiable copy. */
    public PostgresSecurity {
        reportedOnly = Set.copyOf(reportedOnly);
    }

    /** Every check is enforced, nothing stands in between, and nobody but the user changes the schema. */
    public static PostgresSecurity defaults() {
        return new PostgresSecurity(Optional.empty(), Optional.empty(), Pooling.NONE, Set.of());
    }

    /** This, with findings of one more check reported only. */
    public PostgresSecurity reporting(SecurityCheck check) {
        Set<SecurityCheck> more = EnumSet.of(check);
        more.addAll(reportedOnly);
        return new PostgresSecurity(owner, tls, pooling, more);
    }

    /** This, with an owner of the schema. */
    public PostgresSecurity withOwner(Login login) {
        return new PostgresSecurity(Optional.of(login), tls, pooling, reportedOnly);
    }

    /** This, encrypted. */
    public PostgresSecurity withTls(PostgresTls encryption) {
        return new PostgresSecurity(owner, Optional.of(encryption), pooling, reportedOnly);
    }

    /** This, with something in between, or nothing. */
    public PostgresSecurity withPooling(Pooling other) {
        return new PostgresSecurity(owner, tls, other, reportedOnly);
    }
}
