// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.config;

/**
 * What is asked of the MongoDB server, and what is done without.
 *
 * @param linearizableReads whether reads that decide something are linearizable where the server has replicas; a
 *     stand-alone server has one copy and no such read concern, so nothing is asked of it
 * @param others whether servers of other vendors are used
 * @param indexAtStart how many documents a collection may hold for its missing indexes to be built when its store is
 *     first used; larger collections are prepared by command
 */
public record ServerPolicy(boolean linearizableReads, OtherServers others, int indexAtStart) {

    /** The largest bound for indexes at start. */
    public static final int MOST_INDEXED_AT_START = 1_000_000;

    private static final int SMALL = 10_000;

    /** Servers that speak MongoDB's protocol and are no MongoDB. */
    public enum OtherServers {
        /** They are recognised and rejected, by name. */
        REJECTED,
        /** They are used, with the promises that the guide lists for them. */
        ACCEPTED
    }

    /** Rejects an impossible bound with an {@link IllegalArgumentException}. */
    public ServerPolicy {
        if (indexAtStart < 0 || indexAtStart > MOST_INDEXED_AT_START) {
            throw new IllegalArgumentException(
                    "index-at-start must be between 0 and " + MOST_INDEXED_AT_START + ", but was " + indexAtStart);
        }
    }

    /** The default: linearizable reads, no other servers, indexes at start up to 10,000 documents. */
    public static ServerPolicy defaults() {
        return new ServerPolicy(true, OtherServers.REJECTED, SMALL);
    }

    /** This policy without linearizable reads. */
    public ServerPolicy withoutLinearizableReads() {
        return new ServerPolicy(false, others, indexAtStart);
    }

    /** This policy with servers of other vendors. */
    public ServerPolicy acceptingOtherServers() {
        return new ServerPolicy(linearizableReads, OtherServers.ACCEPTED, indexAtStart);
    }

    /** This policy with another bound for indexes at start. */
    public ServerPolicy indexingAtStart(int documents) {
        return new ServerPolicy(linearizableReads, others, documents);
    }
}
