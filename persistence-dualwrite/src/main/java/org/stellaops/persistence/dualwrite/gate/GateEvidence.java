// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.spi.MigrationsState;

/**
 * What is known of a module, by its stores, when a gate is asked.
 *
 * <p><b>Blocking.</b> Each method may wait on I/O. <b>Failure.</b> {@link org.stellaops.persistence.StoreException}: the step is
 * refused then. <b>Evolution.</b> Grows by default methods only.
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

    /** Where the migrations of the target stand, by the files of this process. */
    default MigrationsState migrations() {
        return MigrationsState.NONE;
    }

    /** The last divergence that a read met since the store that leads began to lead, of whatever process. */
    default Optional<DivergenceEvidence> lastDivergence() {
        return Optional.empty();
    }

    /** Which kinds of reads are made, and how many of each were compared, by all processes that keep it. */
    default CoverageReport coverage() {
        return new CoverageReport(List.of(), 0);
    }

    /** Who last signed a step to this stage off since the store that leads began to lead. */
    default Optional<SignOff> signOff(Stage to) {
        return Optional.empty();
    }

    /** The last automatic rollback to the store that leads. */
    default Optional<RollbackEvidence> lastRollback() {
        return Optional.empty();
    }

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

    /**
     * A confirmed divergence that a read met.
     *
     * @param age for how long processes have served the module since
     */
    record DivergenceEvidence(Duration age) {}

    /**
     * A person's word that a step may be made.
     *
     * @param by who gave it
     * @param reason why
     * @param at when, for persons only
     * @param age for how long processes have served the module since
     */
    record SignOff(String by, String reason, String at, Duration age) {}

    /**
     * A rollback that was made automatically.
     *
     * @param reason why
     * @param coolDown for how long the lead stays where it is
     * @param age for how long processes have served the module since
     */
    record RollbackEvidence(String reason, Duration coolDown, Duration age) {}
}
