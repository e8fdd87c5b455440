// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.stellaops.persistence.status.content.PageContent;
import org.stellaops.persistence.status.internal.collect.Collector;
import org.stellaops.persistence.status.internal.collect.History;
import org.stellaops.persistence.status.internal.collect.ModuleFacts;
import org.stellaops.persistence.status.internal.json.HistoryJson;
import org.stellaops.persistence.status.internal.json.SnapshotJson;

/** The documents of a page, from what was collected; reading them waits for no store. Safe for concurrent use. */
public final class PageDocuments {

    /** Readers take a page for disconnected that is silent for longer. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);

    private final Assets assets = new Assets();
    private final Collector collector;
    private final SnapshotJson.Frame frame;
    private volatile boolean offersActions;
    private final Optional<ActionDesk> desk;
    private final InstantSource clock;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private Optional<ObjectNode> published = Optional.empty();
    private Instant publishedAt = Instant.EPOCH;

    public PageDocuments(
            Collector collector, SnapshotJson.Frame frame, Optional<ActionDesk> desk, InstantSource clock) {
        this.collector = collector;
        this.frame = frame;
        this.desk = desk;
        this.clock = clock;
    }

    /** The page; {@code base} stands before the names of its files. */
    public PageContent index(String base) {
        return assets.index(base);
    }

    /** A file of the page. */
    public Optional<PageContent> asset(String name) {
        return assets.find(name);
    }

    /** What the page shows, now. */
    public String snapshot() {
        return SnapshotJson.text(tree(collector.facts()), clock.instant());
    }

    /** The samples of a module; empty if there is none of this name. */
    public Optional<String> history(String module, String range) {
        History.Range wanted = range.equals("day") ? History.Range.COARSE : History.Range.FINE;
        return collector.module(module).map(it -> HistoryJson.of(it.history(), wanted));
    }

    /** From now on the page says that something can be ordered, since a server takes orders. */
    public void offerActions() {
        offersActions = true;
    }

    /** Is told each snapshot that differs from the one before, and one at least every three seconds. Must not wait. */
    public void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** No longer. */
    public void forget(Consumer<String> listener) {
        listeners.remove(listener);
    }

    /** Tells the listeners, if there is something to tell. Of one thread. */
    public void publish(List<ModuleFacts> facts) {
        ObjectNode now = tree(facts);
        Instant at = clock.instant();
        boolean isNews = !published.equals(Optional.of(now))
                || Duration.between(publishedAt, at).compareTo(LONGEST_SILENCE) >= 0;
        if (isNews) {
            published = Optional.of(now);
            publishedAt = at;
            String text = SnapshotJson.text(now, at);
            listeners.forEach(it -> it.accept(text));
        }
    }

    private ObjectNode tree(List<ModuleFacts> facts) {
        ObjectNode tree = SnapshotJson.of(frame, offersActions, facts, collector.health());
        desk.flatMap(ActionDesk::last).ifPresent(it -> it.write(tree.putObject("action")));
        return tree;
    }
}
