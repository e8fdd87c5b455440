// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillCounts;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.coverage.ShapeCoverage;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.spi.MigrationsState;

/** Evidence of a module with one type that objects to no step, until a test changes a part of it. */
final class KnownEvidence implements GateEvidence {

    static final Duration SECOND = Duration.ofSeconds(1);

    final List<String> types = new ArrayList<>(List.of("things"));
    final Map<String, BackfillRun> backfills = new TreeMap<>(Map.of("things", backfill(true, 0)));
    final Map<String, VerificationEvidence> verifications = new TreeMap<>(Map.of("things", verified("PASS", 7, 0)));
    final Map<String, PreflightEvidence> preflights = new TreeMap<>(Map.of("things", preflight("CLEAN", 7, SECOND)));
    final List<Member> members = new ArrayList<>();
    final List<ShapeCoverage> reads = new ArrayList<>();
    long leftBehind;
    long pending;
    long deadLetters;
    long openDivergences;
    Duration servedSinceLead = Duration.ofDays(1);
    MigrationsState migrations = MigrationsState.NONE;
    Optional<DivergenceEvidence> lastDivergence = Optional.empty();
    Optional<SignOff> signOff = Optional.empty();
    Optional<RollbackEvidence> lastRollback = Optional.empty();

    static BackfillRun backfill(boolean finished, long refused) {
        return new BackfillRun(
                finished ? BackfillRun.State.FINISHED : BackfillRun.State.UNFINISHED,
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                new BackfillCounts(7, 7 - refused, 0, 0, 0, refused),
                List.of());
    }

    static VerificationEvidence verified(String verdict, long compared, long divergent) {
        return new VerificationEvidence(verdict, compared, divergent, 0, SECOND);
    }

    static PreflightEvidence preflight(String verdict, long read, Duration age) {
        return new PreflightEvidence(verdict, read, 0, true, "report", age);
    }

    static Member member(String id, Stage stage, boolean isPresent, Vitals vitals) {
        return new Member(id, "1.0", Map.of(), stage, Optional.empty(), List.of(), false, isPresent, vitals);
    }

    StageStep step(Stage from, Stage to) {
        return new StageStep(from, to, this);
    }

    @Override
    public String module() {
        return "module";
    }

    @Override
    public List<String> types() {
        return types;
    }

    @Override
    public Optional<BackfillRun> backfill(String type) {
        return Optional.ofNullable(backfills.get(type));
    }

    @Override
    public Optional<VerificationEvidence> verification(String type) {
        return Optional.ofNullable(verifications.get(type));
    }

    @Override
    public Optional<PreflightEvidence> preflight(String type) {
        return Optional.ofNullable(preflights.get(type));
    }

    @Override
    public long leftBehind(String type) {
        return leftBehind;
    }

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public long deadLetters() {
        return deadLetters;
    }

    @Override
    public long openDivergences() {
        return openDivergences;
    }

    @Override
    public List<Member> members() {
        return members;
    }

    @Override
    public Duration servedSinceLead() {
        return servedSinceLead;
    }

    @Override
    public MigrationsState migrations() {
        return migrations;
    }

    @Override
    public Optional<DivergenceEvidence> lastDivergence() {
        return lastDivergence;
    }

    @Override
    public CoverageReport coverage() {
        return new CoverageReport(reads, 0);
    }

    @Override
    public Optional<SignOff> signOff(Stage to) {
        return signOff;
    }

    @Override
    public Optional<RollbackEvidence> lastRollback() {
        return lastRollback;
    }
}
