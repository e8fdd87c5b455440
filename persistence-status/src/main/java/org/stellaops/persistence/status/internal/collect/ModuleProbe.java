// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.divergence.DivergenceSummary;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.runtime.ModuleHealth;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.RejectedImage;

/**
 * One module as the page asks it. {@link #name}, {@link #health} and {@link #divergences} wait for nothing; everything else
 * waits for a store, and throws {@link org.stellaops.persistence.StoreException} if that cannot be asked.
 */
public interface ModuleProbe {

    /** Its name. */
    String name();

    /** The names of its entity types. */
    List<String> entities();

    /** How its background tasks are; empty if the module runs in other processes only. */
    Optional<ModuleHealth> health();

    /** The divergences that this process knows of; empty if other processes find them. */
    Optional<DivergenceSummary> divergences();

    /** Where it stands. */
    Standing standing();

    /** The processes that serve it. */
    List<Member> members();

    /** What is pending. */
    List<EntityStatus> backlog();

    /** How long a store takes to answer the smallest question. */
    Duration roundTrip(Side side);

    /** What the gates say of a step. */
    StepPreview preview(Stage next);

    /** Which kinds of reads are made, and how many of each were compared. */
    CoverageReport coverage();

    /** Confirmed divergences that processes have kept, the latest first; empty for a module of this process. */
    List<DivergenceRow> kept(int most);

    /** Dead letters of every entity type, at most so many of each. */
    List<RejectedImage> deadLetters(int most);

    /** What was done to it, in order. */
    List<AuditRecord> auditTrail();
}
