// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.gate.GateEvidence;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.spi.MigrationsState;

/**
 * The evidence of one check of all gates: what several of them ask is looked up once, so that they judge by the same, and writes wait
 * no longer for it than they must. For one thread.
 */
public final class AskedOnce implements GateEvidence {

    private static final String BACKFILL = "backfill/";
    private static final String LEFT_BEHIND = "leftBehind/";
    private static final String MIGRATIONS = "migrations";
    private static final String COVERAGE = "coverage";

    private final GateEvidence evidence;
    private final Map<String, Object> answers = new HashMap<>();

    /** What is known from now on, each part from when it is first asked for. */
    public AskedOnce(GateEvidence evidence) {
        this.evidence = evidence;
    }

    /**
     * What is known by now, but for what a leader change neither changes nor could be refused for in the moment that it takes: finished
     * backfills and what was left behind of them, the migrations, and which kinds of reads were compared.
     */
    public AskedOnce anew(GateEvidence now) {
        AskedOnce next = new AskedOnce(now);
        answers.forEach((question, answer) -> {
            boolean holds = question.startsWith(BACKFILL)
                    || question.startsWith(LEFT_BEHIND)
                    || question.equals(MIGRATIONS)
                    || question.equals(COVERAGE);
            if (holds) {
                next.answers.put(question, answer);
            }
        });
        return next;
    }

    @SuppressWarnings("unchecked") // Each question has answers of one type.
    private <T> T once(String question, Supplier<T> asked) {
        return (T) answers.computeIfAbsent(question, it -> asked.get());
    }

    @Override
    public String module() {
        return evidence.module();
    }

    @Override
    public List<String> types() {
        return once("types", evidence::types);
    }

    @Override
    public Optional<BackfillRun> backfill(String type) {
        return once(BACKFILL + type, () -> evidence.backfill(type));
    }

    @Override
    public Optional<VerificationEvidence> verification(String type) {
        return once("verification/" + type, () -> evidence.verification(type));
    }

    @Override
    public Optional<PreflightEvidence> preflight(String type) {
        return once("preflight/" + type, () -> evidence.preflight(type));
    }

    @Override
    public long leftBehind(String type) {
        return once(LEFT_BEHIND + type, () -> evidence.leftBehind(type));
    }

    @Override
    public long pending() {
        return once("pending", evidence::pending);
    }

    @Override
    public long deadLetters() {
        return once("deadLetters", evidence::deadLetters);
    }

    @Override
    public long openDivergences() {
        return once("openDivergences", evidence::openDivergences);
    }

    @Override
    public List<Member> members() {
        return once("members", evidence::members);
    }

    @Override
    public Duration servedSinceLead() {
        return once("servedSinceLead", evidence::servedSinceLead);
    }

    @Override
    public MigrationsState migrations() {
        return once(MIGRATIONS, evidence::migrations);
    }

    @Override
    public CoverageReport coverage() {
        return once(COVERAGE, evidence::coverage);
    }

    @Override
    public Optional<DivergenceEvidence> lastDivergence() {
        return once("lastDivergence", evidence::lastDivergence);
    }

    @Override
    public Optional<SignOff> signOff(Stage to) {
        return once("signOff/" + to, () -> evidence.signOff(to));
    }

    @Override
    public Optional<RollbackEvidence> lastRollback() {
        return once("lastRollback", evidence::lastRollback);
    }
}
