// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.member.Member;

/**
 * What is known of a module, by its stores, when a gate is asked.
 *
 * <p><b>Blocking.</b> Each method may wait on I/O. <b>Failure.</b> {@link org.stellaops.persistence.StoreException}: the step is
 * refused then.
 */
public interface GateEvidence {

    /** The module. */
    String module();

    /** The entity types of the module, those of other processes included. */
    List<String> types();

    /** The last backfill of a type, of whatever process. */
    Optional<BackfillRun> backfill(String type);

    /** The last verification of a type since the store that leads began to lead, of whatever process. */
    Optional<VerificationEvidence> verification(String type);

    /**
     * The last preflight of a type since the store that leads began to lead, of whatever process; empty if there was none of the
     * entity type as this process declares it.
     */
    default Optional<PreflightEvidence> preflight(String type) {
        return Optional.empty();
    }

    /** How many legacy documents of a type that cannot be read are left behind by a recorded decision. */
    long leftBehind(String type);

    /** How many keys carry a pending flag. */
    long pending();

    /** How many dead letters there are. */
    long deadLetters();

    /** How many divergences of shadow reads and verifications are open in this process. */
    long openDivergences();

    /** The processes that serve the module. */
    List<Member> members();

    /** For how long processes have served the module since the store that leads began to lead. */
    Duration servedSinceLead();

    /**
     * The outcome of a verification.
     *
     * @param verdict its name, such as {@code PASS}
     * @param compared how many records were judged
     * @param divergent how many differed
     * @param notComparable how many could not be read
     * @param age for how long processes have served the module since it began
     */
    record VerificationEvidence(String verdict, long compared, long divergent, long notComparable, Duration age) {}

    /**
     * The outcome of a preflight.
     *
     * @param verdict its name, such as {@code CLEAN}
     * @param read how many documents were read
     * @param refused how many of them the target could not hold
     * @param isComplete whether everything was examined
     * @param identity of the report
     * @param age for how long processes have served the module since it began
     */
    record PreflightEvidence(
            String verdict, long read, long refused, boolean isComplete, String identity, Duration age) {}
}
