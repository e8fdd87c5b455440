// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.DivergenceSummary;
import org.stellaops.persistence.status.activity.Latency;
import org.stellaops.persistence.status.activity.ModuleActivity;
import org.stellaops.persistence.status.activity.StatusEvents;

/** One module: what is known of it, and its samples. {@link #facts} never waits for a store. */
public final class ModuleWatch {

    private final ModuleProbe probe;
    private final StatusEvents events;
    private final StoreQuestions questions;
    private final InstantSource clock;
    private final History history = new History();
    private final Map<Cause, Long> before = new EnumMap<>(Cause.class);
    private News news = new News(0, 0);
    private @Nullable Instant sampled;
    private volatile @Nullable Sample last;

    ModuleWatch(ModuleProbe probe, StatusEvents events, InstantSource clock, int seldom) {
        this.probe = probe;
        this.events = events;
        this.clock = clock;
        this.questions = new StoreQuestions(probe, clock, seldom);
    }

    /** Its name. */
    public String name() {
        return probe.name();
    }

    /** Its samples. */
    public History history() {
        return history;
    }

    StoreQuestions questions() {
        return questions;
    }

    /** What is known now. */
    ModuleFacts facts() {
        Optional<ModuleActivity> activity = events.of(probe.name());
        return new ModuleFacts(
                clock.instant(),
                probe.name(),
                probe.entities(),
                questions.facts(),
                probe.health(),
                probe.divergences(),
                Optional.ofNullable(last),
                activity.map(ModuleActivity::counts),
                activity.map(ModuleActivity::work).orElseGet(List::of),
                activity.map(ModuleActivity::steps).orElseGet(List::of));
    }

    /** Whether other divergences are open, which a gate asks for, or something was done, since the last time. Of one thread. */
    boolean hasNews() {
        News now = new News(
                probe.divergences().map(it -> it.open().size()).orElse(0),
                events.of(probe.name()).map(ModuleActivity::audited).orElse(0L));
        boolean isNews = !now.equals(news);
        news = now;
        return isNews;
    }

    /** What makes costly questions worth asking at once. */
    private record News(int open, long audited) {}

    /** Takes a sample if the last one is old enough. Of one thread. */
    void sample() {
        Instant now = clock.instant();
        Instant former = sampled;
        if (former != null && Duration.between(former, now).compareTo(History.Range.FINE.step()) < 0) {
            return;
        }
        sampled = now;
        Sample made = sampleAt(now);
        last = made;
        history.add(made);
    }

    private Sample sampleAt(Instant now) {
        StoreFacts facts = questions.facts();
        Optional<ModuleActivity> activity = events.of(probe.name());
        Optional<Map<Side, Duration>> roundTrips = facts.roundTrips().problem().isPresent()
                ? Optional.empty()
                : facts.roundTrips().answer();
        return new Sample(
                now,
                newDivergences(),
                facts.pending(),
                oldest(facts, now),
                activity.map(ModuleActivity::drainReads).orElse(Latency.NONE),
                activity.map(ModuleActivity::drainWrites).orElse(Latency.NONE),
                roundTrips.map(it -> it.getOrDefault(Side.LEGACY, Duration.ZERO)),
                roundTrips.map(it -> it.getOrDefault(Side.TARGET, Duration.ZERO)));
    }

    private Map<String, Long> newDivergences() {
        Map<String, Long> found = new TreeMap<>();
        Map<Cause, Long> totals =
                probe.divergences().map(DivergenceSummary::causes).orElseGet(TreeMap::new);
        totals.forEach((cause, total) -> {
            long more = total - before.getOrDefault(cause, 0L);
            if (more > 0) {
                found.put(cause.word(), more);
            }
            before.put(cause, total);
        });
        return found;
    }

    /** Where one store is written, everything waits, and nothing should be done about it. */
    private static Duration oldest(StoreFacts facts, Instant now) {
        boolean replicates =
                facts.standing().answer().flatMap(Standing::stage).stream().anyMatch(it -> it.writes() == Reach.BOTH);
        return !replicates
                ? Duration.ZERO
                : facts.backlog().answer().stream()
                        .flatMap(List::stream)
                        .flatMap(it -> it.pendingSince().stream())
                        .min(Instant::compareTo)
                        .map(it -> Duration.between(it, now))
                        .filter(it -> !it.isNegative())
                        .orElse(Duration.ZERO);
    }
}
