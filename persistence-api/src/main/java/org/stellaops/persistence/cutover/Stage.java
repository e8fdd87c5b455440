// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

import static org.stellaops.persistence.cutover.Reach.BOTH;
import static org.stellaops.persistence.cutover.Reach.LEADER;
import static org.stellaops.persistence.cutover.Side.LEGACY;
import static org.stellaops.persistence.cutover.Side.TARGET;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The stage of a module between the legacy store and the target store.
 *
 * <p>The leader answers the caller. The table is the complete routing policy of the dual-write store.
 */
public enum Stage {
    // spotless:off
    //           leader  written comparedReads
    LEGACY_ONLY (LEGACY, LEADER, LEADER),
    DUAL_WRITE  (LEGACY, BOTH,   LEADER),
    SHADOW_READ (LEGACY, BOTH,   BOTH),
    TARGET_LED  (TARGET, BOTH,   BOTH),
    RAMP_DOWN   (TARGET, BOTH,   LEADER),
    TARGET_ONLY (TARGET, LEADER, LEADER);
    // spotless:on

    private static final List<Stage> WALK = List.of(values());

    private final Side leader;
    private final Reach writes;
    private final Reach reads;

    Stage(Side leader, Reach writes, Reach reads) {
        this.leader = leader;
        this.writes = writes;
        this.reads = reads;
    }

    /** The store that executes and answers. */
    public Side leader() {
        return leader;
    }

    /** Which stores receive writes. */
    public Reach writes() {
        return writes;
    }

    /** Which stores answer sampled reads. */
    public Reach reads() {
        return reads;
    }

    /** A module moves one step forward or back at a time, so that it cannot skip a safeguard. */
    public boolean canMoveTo(Stage next) {
        return Math.abs(WALK.indexOf(next) - WALK.indexOf(this)) == 1;
    }

    /** The stages from this one to another, without this one; empty if they are the same. */
    public List<Stage> walkTo(Stage end) {
        int from = WALK.indexOf(this);
        int to = WALK.indexOf(end);
        return to >= from
                ? WALK.subList(from + 1, to + 1)
                : Arrays.stream(values())
                        .filter(it -> WALK.indexOf(it) >= to && WALK.indexOf(it) < from)
                        .sorted((a, b) -> WALK.indexOf(b) - WALK.indexOf(a))
                        .toList();
    }

    /** The name in the configuration, such as {@code shadow-read}. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The stage of this name in the configuration; empty if there is none. */
    public static Optional<Stage> ofConfigName(String text) {
        return WALK.stream().filter(it -> it.configName().equals(text)).findFirst();
    }

    /** The names of all stages in the configuration, in their order, with commas between; for a message. */
    public static String configNames() {
        return WALK.stream().map(Stage::configName).collect(Collectors.joining(", "));
    }
}
