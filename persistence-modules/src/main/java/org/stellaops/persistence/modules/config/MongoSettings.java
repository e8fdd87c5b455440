package org.stellaops.persistence.modules.config;

import java.time.Duration;

/**
 * The section {@code persistence.mongo}.
 *
 * @param uri the connection string
 * @param database the database, unless a module names another
 * @param connectTimeout how long opening a connection may take
 * @param serverSelectionTimeout how long a statement waits for a usable primary
 * @param deadline how long one statement may take
 * @param maxPoolSize connections for each module at most
 * @param linearizableReads false only for a server that has no such reads
 */
public record MongoSettings(
        String uri,
        String database,
        Duration connectTimeout,
        Duration serverSelectionTimeout,
        Duration deadline,
        int maxPoolSize,
        boolean linearizableReads) {

    /** Without the connection string, which may hold a password. */
    @Override
    public String toString() {
        return "MongoSettings[database=" + database + ", connectTimeout=" + connectTimeout + ", serverSelectionTimeout="
                + serverSelectionTimeout + ", deadline=" + deadline + ", maxPoolSize=" + maxPoolSize
                + ", linearizableReads=" + linearizableReads + "]";
    }
}
