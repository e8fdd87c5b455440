// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.gate.GateEvidence;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.spi.MigrationsState;
import org.stellaops.persistence.spi.Together;

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
    private final Map<String, Function<GateEvidence, ?>> questions = new LinkedHashMap<>();

    /** What is known from now on, each part from when it is first asked for. */
    public AskedOnce(GateEvidence evidence) {
        this.evidence = evidence;
    }

    /**
     * What is known by now, but for what a leader change neither changes nor could be refused for in the moment that it takes: finished
     * backfills and what was left behind of them, the migrations, and which kinds of reads were compared. What was asked before is asked
     * at once, because writes wait; what cannot be had then, whoever needs it asks for again.
     */
    public AskedOnce anew(GateEvidence now, Together together) {
        AskedOnce next = new AskedOnce(now);
        answers.forEach((question, answer) -> {
            if (holds(question)) {
                next.answers.put(question, answer);
            }
        });
        List<String> due = questions.keySet().stream().filter(it -> !holds(it)).toList();
        List<Optional<Object>> found = together.all(due.stream()
                .<Supplier<Optional<Object>>>map(it -> () -> answer(requireNonNull(questions.get(it)), now))
                .toList());
        for (int i = 0; i < due.size(); i++) {
            String question = due.get(i);
            found.get(i).ifPresent(it -> next.answers.put(question, it));
        }
        return next;
    }

    private static Optional<Object> answer(Function<GateEvidence, ?> question, GateEvidence now) {
        try {
            return Optional.of(question.apply(now));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean holds(String question) {
        return question.startsWith(BACKFILL)
                || question.startsWith(LEFT_BEHIND)
                || question.equals(MIGRATIONS)
                || question.equals(COVERAGE);
    }

    @SuppressWarnings("unchecked") // Each question has answers of one type.
    private <T> T once(String question, Function<GateEvidence, T> asked) {
        questions.put(question, asked);
        return (T) answers.computeIfAbsent(question, it -> asked.apply(evidence));
    }

    @Override
    public String module() {
        return evidence.module();
    }

    @Override
    public List<String> types() {
        return once("types", GateEvidence::types);
    }

    @Override
    public Optional<BackfillRun> backfill(String type) {
        return once(BACKFILL + type, it -> it.backfill(type));
    }

    @Override
    public Optional<VerificationEvidence> verification(String type) {
        return once("verification/" + type, it -> it.verification(type));
    }

    @Override
    public Optional<PreflightEvidence> preflight(String type) {
        return once("preflight/" + type, it -> it.preflight(type));
    }

    @Override
    public long leftBehind(String type) {
        return once(LEFT_BEHIND + type, it -> it.leftBehind(type));
    }

    @Override
    public long pending() {
        return once("pending", GateEvidence::pending);
    }

    @Override
    public long deadLetters() {
        return once("deadLetters", GateEvidence::deadLetters);
    }

    @Override
    public long openDivergences() {
        return once("openDivergences", GateEvidence::openDivergences);
    }

    @Override
    public List<Member> members() {
        return once("members", GateEvidence::members);
    }

    @Override
    public Duration servedSinceLead() {
        return once("servedSinceLead", GateEvidence::servedSinceLead);
    }

    @Override
    public MigrationsState migrations() {
        return once(MIGRATIONS, GateEvidence::migrations);
    }

    @Override
    public CoverageReport coverage() {
        return once(COVERAGE, GateEvidence::coverage);
    }

    @Override
    public Optional<DivergenceEvidence> lastDivergence() {
        return once("lastDivergence", GateEvidence::lastDivergence);
    }

    @Override
    public Optional<SignOff> signOff(Stage to) {
        return once("signOff/" + to, it -> it.signOff(to));
    }

    @Override
    public Optional<RollbackEvidence> lastRollback() {
        return once("lastRollback", GateEvidence::lastRollback);
    }
}
