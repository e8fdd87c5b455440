// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Some changes of leader under one load, then rest, and the judgement of all that callers were told. */
final class FleetRound {

    private static final int KEYS = 400;
    private static final int LONGEST_ANSWER_MILLIS = 120_000;
    private static final Duration LONGEST_REST = Duration.ofMinutes(2);

    private final Fleet fleet;
    private final int number;
    private final RawStores stores;
    private final AtRest atRest;
    private final Load load;

    FleetRound(Fleet fleet, int number, RawStores stores, AtRest atRest) {
        this.fleet = fleet;
        this.number = number;
        this.stores = stores;
        this.atRest = atRest;
        this.load = new Load(Keys.quiet(number, KEYS), fleet.scene().lead(), () -> false, 0).gently();
    }

    /**
     * How it ended.
     *
     * @param stale how many writes were acknowledged in an epoch that had ended
     * @param problems everything that is wrong, lost writes and differences among it
     */
    record Result(
            List<FleetChange.Result> changes,
            Tally tally,
            AtRest.Findings findings,
            int stale,
            int unreported,
            List<String> problems) {

        boolean isEqual() {
            return findings.differences().isEmpty() && problems.stream().noneMatch(it -> it.startsWith("verification"));
        }
    }

    Result play(List<FleetFault> faults, SplittableRandom random, Consumer<String> log)
            throws InterruptedException, SQLException {
        List<FleetChange.Result> changes = new ArrayList<>();
        fleet.begin();
        fleet.steps().tell(load.epochs());
        load.start(fleet.services(), number, random.nextLong());
        fleet.probe(number, load);
        try {
            for (FleetFault fault : faults) {
                FleetChange.Result change = new FleetChange(fleet, fault, random.split()).play();
                log.accept("round=" + number + " " + change.describe());
                changes.add(change);
            }
        } finally {
            load.stop();
        }
        return rest(changes);
    }

    private Result rest(List<FleetChange.Result> changes) throws InterruptedException, SQLException {
        List<String> problems = new ArrayList<>();
        load.brokenAnswers().forEach(it -> problems.add("the library gave an answer that it may not give: " + it));
        fleet.scene().drain(LONGEST_REST).ifPresent(problems::add);
        verify().ifPresent(problems::add);
        AtRest.Findings findings = atRest.judge(load.history());
        problems.addAll(findings.lost());
        problems.addAll(findings.differences());
        Set<String> reported = new HashSet<>(stores.reportedStaleWrites());
        reported.addAll(fleet.steps().staleTokens());
        List<StaleEpochs.Stale> unreported = load.epochs().unreported(reported);
        unreported.forEach(it -> problems.add("a stale-epoch write that nobody reported: " + it));
        return new Result(changes, load.tally(), findings, load.epochs().found().size(), unreported.size(), problems);
    }

    /** The library's own, beside that of the plain drivers. */
    private Optional<String> verify() throws InterruptedException {
        String verified = fleet.services().get(0).askAgain("verify", LONGEST_ANSWER_MILLIS);
        String[] words = verified.split(" ", 3);
        return words[0].equals("equal") && Long.parseLong(words[1]) > 0
                ? Optional.empty()
                : Optional.of("verification: " + verified);
    }
}
