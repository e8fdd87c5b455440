// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.examples.demo.injection.InjectedDifference;

/**
 * The result of a demo run; its members are those of the JSON report, in snake_case.
 *
 * @param seed for the random choices
 * @param engines the two databases
 * @param advisories what was read
 * @param touched the loaded advisories that the live load worked on
 * @param livePrefix with which the ids of the load's own records begin
 * @param stages every stage entered, in order
 * @param injected the corruptions injected in the follower
 * @param found what verification found that differs
 * @param repaired what is equal again
 * @param falsePositives what was reported and never injected
 * @param acknowledgedWrites writes that were acknowledged to callers
 * @param unknownWrites writes whose outcome was reported as unknown
 * @param lostWrites keys whose acknowledged last state the leader does not hold
 * @param staleReads reads that did not see the caller's own last acknowledged write
 * @param cutoverPauseMs the longest write during a leader change
 * @param cutoverPauses the same for each leader change, in order
 * @param verifications every comparison of all records, in order
 * @param rows how many rows each table of the target holds at the end
 * @param exportCheck the comparison of the export with the input, if there was one
 * @param durationMs how long all of it took
 * @param verdict {@code clean}, or {@code failed: } and why
 */
public record DemoReport(
        long seed,
        Engines engines,
        Advisories advisories,
        List<String> touched,
        String livePrefix,
        List<StageEntry> stages,
        @JsonProperty("planted") List<InjectedDifference> injected,
        List<InjectedDifference> found,
        List<InjectedDifference> repaired,
        List<InjectedDifference> falsePositives,
        long acknowledgedWrites,
        long unknownWrites,
        long lostWrites,
        long staleReads,
        double cutoverPauseMs,
        List<Double> cutoverPauses,
        List<Comparison> verifications,
        Map<String, Long> rows,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ExportCheck exportCheck,
        long durationMs,
        String verdict) {

    /** The verdict of a run in which everything held. */
    public static final String CLEAN = "clean";

    /**
     * Which databases took part.
     *
     * @param legacy such as {@code mongo-java-server 1.47.0, embedded}
     * @param target such as {@code PostgreSQL 18.6, embedded}
     */
    public record Engines(String legacy, String target) {}

    /**
     * The lines of the input by result.
     *
     * @param read how many lines there were
     * @param stored how many became legacy documents
     * @param refused the others
     */
    public record Advisories(long read, long stored, List<RejectedRecord> refused) {}

    /**
     * A rejected line.
     *
     * @param line its number, from 1
     * @param id the id, if the line has one
     * @param reason why, without any part of the document
     */
    public record RejectedRecord(long line, @Nullable String id, String reason) {}

    /**
     * One stay in a stage.
     *
     * @param enteredAt when it was entered, in UTC
     * @param writes acknowledged writes
     * @param reads answered reads
     * @param divergences confirmed differences between the stores, injected ones included
     */
    public record StageEntry(String stage, String enteredAt, long writes, long reads, long divergences) {}

    /** One comparison of all records. */
    public record Comparison(
            String stage,
            Verdict verdict,
            long compared,
            long equal,
            long missing,
            long extra,
            long changed,
            long notComparable,
            long unsettled) {}

    /**
     * The comparison of the export with the input.
     *
     * @param exported lines written
     * @param compared loaded advisories that the load did not touch
     * @param equal how many of them equal their line of the input
     * @param different the ids of those that do not, or are missing
     */
    public record ExportCheck(long exported, long compared, long equal, List<String> different) {}

    /** This report with another verdict. */
    public DemoReport withVerdict(String other) {
        return new DemoReport(
                seed,
                engines,
                advisories,
                touched,
                livePrefix,
                stages,
                injected,
                found,
                repaired,
                falsePositives,
                acknowledgedWrites,
                unknownWrites,
                lostWrites,
                staleReads,
                cutoverPauseMs,
                cutoverPauses,
                verifications,
                rows,
                exportCheck,
                durationMs,
                other);
    }

    /** Whether everything held. */
    @JsonIgnore
    public boolean isClean() {
        return verdict.equals(CLEAN);
    }

    /** The check of the export, if there was one. */
    public Optional<ExportCheck> export() {
        return Optional.ofNullable(exportCheck);
    }
}
