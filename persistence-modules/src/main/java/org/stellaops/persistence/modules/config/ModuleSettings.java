package org.stellaops.persistence.modules.config;

import java.time.Duration;
import java.util.Optional;
import org.stellaops.persistence.cutover.Stage;

/**
 * One section below {@code persistence.modules}.
 *
 * @param stage the stage that the module shall be in
 * @param shadowRead which reads are compared
 * @param followerWrites whether a caller waits for the follower
 * @param follower the bounds of what is done on the follower
 * @param mongoDatabase the database of this module, if it is not that of all
 */
public record ModuleSettings(
        Stage stage,
        ShadowRead shadowRead,
        FollowerWrites followerWrites,
        Follower follower,
        Optional<String> mongoDatabase) {

    /** Whether a caller waits until the follower has answered, within its deadline. */
    public enum FollowerWrites {
        SYNC,
        ASYNC
    }

    /**
     * The section {@code shadow-read}.
     *
     * @param sampleRate the share of reads that are compared
     * @param timeout how long a comparison may take
     * @param maxInFlight comparisons at once
     */
    public record ShadowRead(double sampleRate, Duration timeout, int maxInFlight) {}

    /**
     * The section {@code follower}.
     *
     * @param deadline how long a caller waits for the follower at most, where it waits
     * @param threads workers that send to the follower
     * @param queue images that wait for a worker at most
     */
    public record Follower(Duration deadline, int threads, int queue) {}
}
