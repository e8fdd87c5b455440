// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a module reaches its MongoDB database, and how long it waits for it.
 *
 * @param uri the connection string; never printed, because it may contain a password; empty if a client is handed over
 * @param database the module's database
 * @param connectTimeout how long opening a connection may take
 * @param serverSelectionTimeout how long a statement waits for a usable primary before it fails unsent
 * @param deadline how long one statement may take in total; scans, counts of all records and
 *     index builds, which go over whole collections, may take longer
 * @param maxPoolSize connections of this pool at most
 * @param scanBatchSize documents per batch of a scan
 * @param server what is asked of the server, and what is done without
 * @param security how connections are encrypted
 */
public record MongoConfig(
        String uri,
        String database,
        Duration connectTimeout,
        Duration serverSelectionTimeout,
        Duration deadline,
        int maxPoolSize,
        int scanBatchSize,
        ServerPolicy server,
        MongoSecurity security) {

    /** The largest {@link #scanBatchSize}. */
    public static final int LARGEST_BATCH = 10_000;

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /**
     * Rejects the whole configuration at once.
     *
     * @throws IllegalArgumentException if anything is invalid; the message lists every problem
     */
    public MongoConfig {
        List<String> problems = new ArrayList<>();
        if (!uri.isEmpty()) {
            problems.addAll(MongoUri.problems(uri, server, security));
        }
        if (database.isEmpty() || database.matches(".*[/\\\\. \"$\\x00].*")) {
            problems.add("database must be the name of a MongoDB database, but was '" + database + "'");
        }
        requireDuration("connect-timeout", connectTimeout, problems);
        requireDuration("server-selection-timeout", serverSelectionTimeout, problems);
        requireDuration("deadline", deadline, problems);
        if (serverSelectionTimeout.compareTo(deadline) >= 0) {
            problems.add("server-selection-timeout must be shorter than deadline, or an unreachable server could not be"
                    + " distinguished from a silent one, but was " + serverSelectionTimeout);
        }
        if (maxPoolSize < 1) {
            problems.add("max-pool-size must be at least 1, but was " + maxPoolSize);
        }
        if (scanBatchSize < 1 || scanBatchSize > LARGEST_BATCH) {
            problems.add("scan-batch-size must be between 1 and " + LARGEST_BATCH + ", but was " + scanBatchSize);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.size() + " configuration problem(s): " + String.join("; ", problems));
        }
    }

    /** The default: 5 s to find a primary, 10 s for a statement, 32 connections. */
    public static MongoConfig of(String uri, String database) {
        return new MongoConfig(
                uri,
                database,
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                32,
                200,
                ServerPolicy.defaults(),
                MongoSecurity.defaults());
    }

    /** As {@link #of}, without a connection string: for a client that is handed over. */
    public static MongoConfig withoutAddress(String database) {
        return of("", database);
    }

    /** Whether a client can be opened with this configuration. */
    public boolean hasAddress() {
        return !uri.isEmpty();
    }

    /**
     * Requires {@link #hasAddress}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public void requireAddress() {
        if (!hasAddress()) {
            throw new IllegalArgumentException(
                    "the configuration of MongoDB has no connection string; set one, or hand over a client");
        }
    }

    /** This configuration with other timeouts. */
    public MongoConfig withTimeouts(Duration connect, Duration serverSelection, Duration wholeStatement) {
        return new MongoConfig(
                uri, database, connect, serverSelection, wholeStatement, maxPoolSize, scanBatchSize, server, security);
    }

    /** This configuration with another pool size. */
    public MongoConfig withMaxPoolSize(int connections) {
        return new MongoConfig(
                uri,
                database,
                connectTimeout,
                serverSelectionTimeout,
                deadline,
                connections,
                scanBatchSize,
                server,
                security);
    }

    /** This configuration with another scan batch size. */
    public MongoConfig withScanBatchSize(int documents) {
        return new MongoConfig(
                uri,
                database,
                connectTimeout,
                serverSelectionTimeout,
                deadline,
                maxPoolSize,
                documents,
                server,
                security);
    }

    /** This configuration with another database. */
    public MongoConfig withDatabase(String other) {
        return new MongoConfig(
                uri,
                other,
                connectTimeout,
                serverSelectionTimeout,
                deadline,
                maxPoolSize,
                scanBatchSize,
                server,
                security);
    }

    /** This configuration with another policy for the server. */
    public MongoConfig withServer(ServerPolicy policy) {
        return new MongoConfig(
                uri,
                database,
                connectTimeout,
                serverSelectionTimeout,
                deadline,
                maxPoolSize,
                scanBatchSize,
                policy,
                security);
    }

    /** This configuration with other encryption. */
    public MongoConfig withSecurity(MongoSecurity other) {
        return new MongoConfig(
                uri,
                database,
                connectTimeout,
                serverSelectionTimeout,
                deadline,
                maxPoolSize,
                scanBatchSize,
                server,
                other);
    }

    /** This configuration without linearizable reads. */
    public MongoConfig withoutLinearizableReads() {
        return withServer(server.withoutLinearizableReads());
    }

    /** Without the connection string, which may hold a password. */
    @Override
    public String toString() {
        return "MongoConfig[database=" + database + ", connectTimeout=" + connectTimeout + ", serverSelectionTimeout="
                + serverSelectionTimeout + ", deadline=" + deadline + ", maxPoolSize=" + maxPoolSize
                + ", scanBatchSize=" + scanBatchSize + ", server=" + server + ", security=" + security + "]";
    }

    private static void requireDuration(String name, Duration value, List<String> problems) {
        if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
            problems.add(name + " must be at least 1 ms and at most " + LONGEST + ", but was " + value);
        }
    }
}
