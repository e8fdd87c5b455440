// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Some changes of leader under one load, then rest, and the judgement of all that callers were told, for each cohort by itself. */
final class FleetRound {

    private static final int KEYS = 200;
    private static final int CALLERS = 1;

    /** With the probers about half of what two cores can do: what a follower cannot keep up with, every change of leader drains. */
    private static final int PAUSE_MILLIS = 300;

    private static final int LONGEST_ANSWER_MILLIS = 120_000;
    private static final Duration LONGEST_REST = Duration.ofMinutes(2);

    private final Fleet fleet;
    private final int number;
    private final RawStores stores;
    private final Map<FleetCohort, AtRest> atRest;

    FleetRound(Fleet fleet, int number, RawStores stores, Map<FleetCohort, AtRest> atRest) {
        this.fleet = fleet;
        this.number = number;
        this.stores = stores;
        this.atRest = atRest;
    }

    /**
     * What is to be played.
     *
     * @param fault what befalls a service
     * @param moved the cohorts whose leaders change at the same time
     */
    record Planned(FleetFault fault, List<FleetCohort> moved) {}

    /**
     * What was found of a cohort.
     *
     * @param stale how many writes were acknowledged in an epoch that had ended
     * @param problems everything that is wrong, lost writes and differences among it
     */
    record Found(FleetCohort cohort, AtRest.Findings findings, int stale, int unreported, List<String> problems) {

        boolean isEqual() {
            return findings.differences().isEmpty() && problems.stream().noneMatch(it -> it.startsWith("verification"));
        }

        String describe() {
            return cohort.name() + ":compared=" + findings.compared() + ",tombstones="
                    + findings.tombstones().describe();
        }
    }

    /**
     * How it ended.
     *
     * @param problems everything that is wrong
     */
    record Result(List<FleetChange.Result> changes, Tally tally, List<Found> found, List<String> problems) {}

    Result play(List<Planned> planned, SplittableRandom random, Consumer<String> log)
            throws InterruptedException, SQLException {
        List<FleetChange.Result> changes = new ArrayList<>();
        for (FleetCohort it : fleet.cohorts()) {
            Keys keys = Keys.of(number, KEYS, it.share().tenants());
            it.begin(fleet.services(), new Load(keys, it.lead(), () -> false, 0).gently(CALLERS, PAUSE_MILLIS));
        }
        fleet.cohorts().forEach(it -> it.start(fleet.services(), number, random.nextLong()));
        try {
            for (Planned it : planned) {
                List<FleetChange.Result> played = new FleetChange(fleet, it, random.split()).play();
                played.forEach(change -> log.accept("round=" + number + " " + change.describe()));
                changes.addAll(played);
            }
        } finally {
            for (FleetCohort it : fleet.cohorts()) {
                it.load().stop();
            }
        }
        return rest(changes);
    }

    private Result rest(List<FleetChange.Result> changes) throws InterruptedException, SQLException {
        List<String> problems = new ArrayList<>();
        changes.forEach(it -> it.problem().ifPresent(problems::add));
        fleet.scene().drain(LONGEST_REST).ifPresent(problems::add);
        Tally tally = new Tally();
        List<Found> found = new ArrayList<>();
        for (FleetCohort it : fleet.cohorts()) {
            tally.add(it.load().tally());
            Found of = judge(it);
            of.problems().forEach(problem -> problems.add(it.name() + ": " + problem));
            found.add(of);
        }
        return new Result(changes, tally, found, problems);
    }

    private Found judge(FleetCohort cohort) throws InterruptedException, SQLException {
        List<String> problems = new ArrayList<>();
        Load load = cohort.load();
        load.brokenAnswers().forEach(it -> problems.add("the library gave an answer that it may not give: " + it));
        verify(cohort).ifPresent(problems::add);
        AtRest.Findings findings =
                Optional.ofNullable(atRest.get(cohort)).orElseThrow().judge(load.history());
        problems.addAll(findings.lost());
        problems.addAll(findings.differences());
        Set<String> reported = new HashSet<>(stores.reportedStaleWrites());
        reported.addAll(cohort.steps().staleTokens());
        List<StaleEpochs.Stale> unreported = load.epochs().unreported(reported);
        unreported.forEach(it -> problems.add("a stale-epoch write that nobody reported: " + it));
        return new Found(cohort, findings, load.epochs().found().size(), unreported.size(), problems);
    }

    /** The library's own, beside that of the plain drivers. */
    private Optional<String> verify(FleetCohort cohort) throws InterruptedException {
        String verified = fleet.services().get(0).askAgain(cohort.share().about("verify"), LONGEST_ANSWER_MILLIS);
        String[] words = verified.split(" ", 3);
        return words[0].equals("equal") && Long.parseLong(words[1]) > 0
                ? Optional.empty()
                : Optional.of("verification: " + verified);
    }
}
