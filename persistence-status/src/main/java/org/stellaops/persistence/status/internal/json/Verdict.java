// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.json;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.dualwrite.divergence.DivergenceSummary;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.runtime.ModuleHealth;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;
import org.stellaops.persistence.status.internal.collect.ModuleFacts;
import org.stellaops.persistence.status.internal.collect.Sample;
import org.stellaops.persistence.status.internal.collect.Standing;

/**
 * Whether somebody should look at a module, and why.
 *
 * @param level how soon
 * @param reasons short sentences, the most urgent first
 */
record Verdict(Level level, List<String> reasons) {

    /** How soon somebody should look. */
    enum Level {
        WELL,
        ATTENTION,
        PROBLEM
    }

    /** A store that has not answered for longer is shown with the time of its last answer. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private static final Duration LONG_PENDING = Duration.ofSeconds(60);

    static Verdict of(ModuleFacts facts) {
        List<String> problems = problems(facts);
        List<String> attention = attention(facts);
        Level level = !problems.isEmpty() ? Level.PROBLEM : attention.isEmpty() ? Level.WELL : Level.ATTENTION;
        List<String> all = new ArrayList<>(problems);
        all.addAll(attention);
        return new Verdict(level, all);
    }

    private static List<String> problems(ModuleFacts facts) {
        List<String> found = new ArrayList<>();
        facts.health()
                .flatMap(ModuleHealth::notOpen)
                .ifPresent(it -> found.add("not open in this process: " + it.reason()));
        if (facts.health().filter(it -> it.isOpen() && !it.leaderAnswers()).isPresent()) {
            found.add("the store that leads does not answer");
        }
        facts.stores().standing().answer().map(Standing::problems).ifPresent(found::addAll);
        int open =
                facts.divergences().map(DivergenceSummary::open).map(List::size).orElse(0);
        if (open > 0) {
            found.add(open + " open divergence" + (open == 1 ? "" : "s"));
        }
        long dead = facts.stores().backlog().answer().stream()
                .flatMap(List::stream)
                .mapToLong(EntityStatus::deadLetters)
                .sum();
        if (dead > 0) {
            found.add(dead + " dead letter" + (dead == 1 ? "" : "s"));
        }
        return found;
    }

    private static List<String> attention(ModuleFacts facts) {
        List<String> found = new ArrayList<>();
        if (facts.health()
                .filter(it -> it.leaderAnswers() && !it.bothStoresAnswer())
                .isPresent()) {
            found.add("the follower does not answer");
        }
        facts.stores().problems().forEach(it -> found.add("not known anew: " + it));
        if (facts.stores().problems().isEmpty() && facts.stores().standing().isOld(facts.now(), LONGEST_SILENCE)) {
            found.add("the stores have not answered for some time");
        }
        facts.stores()
                .standing()
                .answer()
                .flatMap(Standing::wish)
                .ifPresent(it -> found.add(it.configName() + " is asked for and not granted"));
        Duration oldest = facts.last().map(Sample::oldest).orElse(Duration.ZERO);
        if (oldest.compareTo(LONG_PENDING) > 0) {
            found.add("a write has been pending for " + oldest.toSeconds() + " s");
        }
        facts.health().map(ModuleHealth::tasks).stream()
                .flatMap(List::stream)
                .filter(it -> !it.isWell())
                .map(TaskHealth::task)
                .forEach(it -> found.add("failing: " + it));
        return found;
    }
}
