// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.RejectedImage;

/**
 * What the stores of a module last said, each answer with its time.
 *
 * @param standing where it stands
 * @param members who serves it
 * @param backlog what is pending
 * @param roundTrips how long each store took to answer
 * @param steps what the gates say of the steps that it may make
 * @param deadLetters what the follower refuses
 * @param coverage of the kinds of reads
 * @param kept divergences that other processes have kept
 * @param audit the last records of the audit trail, the last one first
 */
public record StoreFacts(
        Asked<Standing> standing,
        Asked<List<Member>> members,
        Asked<List<EntityStatus>> backlog,
        Asked<Map<Side, Duration>> roundTrips,
        Asked<List<StepPreview>> steps,
        Asked<List<RejectedImage>> deadLetters,
        Asked<CoverageReport> coverage,
        Asked<List<DivergenceRow>> kept,
        Asked<List<AuditRecord>> audit) {

    /** Nothing was asked yet. */
    public static final StoreFacts NONE = new StoreFacts(
            Asked.notYet(),
            Asked.notYet(),
            Asked.notYet(),
            Asked.notYet(),
            Asked.notYet(),
            Asked.notYet(),
            Asked.notYet(),
            Asked.notYet(),
            Asked.notYet());

    /** Why something is older than it should be; each reason once. */
    public List<String> problems() {
        return Stream.of(standing, members, backlog, roundTrips, steps, deadLetters, coverage, kept, audit)
                .flatMap(it -> it.problem().stream())
                .distinct()
                .toList();
    }

    /** How many keys are pending; empty if that is not known. */
    public Optional<Long> pending() {
        return backlog.answer()
                .map(it -> it.stream().mapToLong(EntityStatus::pending).sum());
    }
}
