// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What services said of changes of leader while they made them, with the moments in which it was heard. Safe for concurrent use. */
final class LeaderSteps {

    static final String BEGIN = "begin";
    static final String ABORT = "abort";
    static final String TAKE_UP = "take-up";

    private final String module;
    private final List<Step> steps = new ArrayList<>();
    private final Set<String> staleTokens = new HashSet<>();
    private StaleEpochs epochs = new StaleEpochs();
    private long leading;

    /** Of a module, or of a cohort. */
    LeaderSteps(String module) {
        this.module = module;
    }

    /** One step. */
    record Step(ServiceProcess service, String name, long epoch, long at) {}

    /** Tells of every epoch in which a store begins to lead, and of the one in which it does. */
    synchronized void tell(StaleEpochs told) {
        epochs = told;
        epochs.leads(leading);
    }

    /** A service said something, of whatever cohort. */
    synchronized void hear(ServiceProcess service, String line) {
        String[] words = line.split(" ", -1);
        if (words[0].equals(CrashService.STALE)) {
            staleTokens.add(words[1]);
        } else if (words[0].equals(CrashService.STEP) && words[3].equals(module)) {
            Step step = new Step(service, words[1], Long.parseLong(words[2]), System.nanoTime());
            steps.add(step);
            if (step.name().equals(TAKE_UP)) {
                leading = Math.max(leading, step.epoch());
                epochs.leads(leading);
            }
            notifyAll();
        }
    }

    /** The first step of this name since a moment, if it comes within this time. */
    synchronized Optional<Step> await(String name, long since, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        Optional<Step> first = first(name, since);
        while (first.isEmpty() && System.nanoTime() < end) {
            wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            first = first(name, since);
        }
        return first;
    }

    synchronized Optional<Step> first(String name, long since) {
        return steps.stream()
                .filter(it -> it.name().equals(name) && it.at() >= since)
                .findFirst();
    }

    synchronized long count(String name, long since) {
        return steps.stream()
                .filter(it -> it.name().equals(name) && it.at() >= since)
                .count();
    }

    /** Every step since a moment, with the milliseconds from it and who made it. */
    synchronized String describe(long since) {
        return steps.stream()
                .filter(it -> it.at() >= since)
                .map(it -> it.service().name() + "." + it.name() + ":" + (it.at() - since) / 1_000_000)
                .collect(Collectors.joining(","));
    }

    /** The tokens of the stale-epoch writes that services reported. */
    synchronized Set<String> staleTokens() {
        return Set.copyOf(staleTokens);
    }
}
