// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.config;

import java.util.Optional;

/**
 * How connections are encrypted, and whether they may be without.
 *
 * @param tls encryption; empty if the connection string says it
 * @param reportedOnly whether connections to another machine that are not encrypted are logged and used all the same
 */
public record MongoSecurity(Optional<MongoTls> tls, boolean reportedOnly) {

    /** What the connection string says; another machine is spoken to with TLS only. */
    public static MongoSecurity defaults() {
        return new MongoSecurity(Optional.empty(), false);
    }

    /** This, encrypted. */
    public MongoSecurity withTls(MongoTls encryption) {
        return new MongoSecurity(Optional.of(encryption), reportedOnly);
    }

    /** This, with connections to another machine that need not be encrypted. */
    public MongoSecurity reporting() {
        return new MongoSecurity(tls, true);
    }
}
