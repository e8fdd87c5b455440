// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import java.util.Optional;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.status.content.PageContent;
import org.stellaops.persistence.status.internal.collect.Collector;
import org.stellaops.persistence.status.internal.web.ActionDesk;
import org.stellaops.persistence.status.internal.web.PageDocuments;

/**
 * The status page of a process, without a server: {@link StatusServer} serves it, and so can any other.
 *
 * <pre>{@code
 * StatusEvents events = new StatusEvents();
 * try (Persistence persistence = Persistence.builder(config).modules(shop).listener(events).open();
 *         StatusPage page = StatusPage.builder(persistence).events(events).start();
 *         StatusServer server = StatusServer.start(page, ServerSettings.local(8090))) {
 *     // the service
 * }
 * }</pre>
 *
 * <p>Shows names, keys, paths, digests, counts and times; never a value of a record, and no configuration. <b>Threads.</b> Safe
 * for concurrent use; owns one thread that publishes and one for each module that asks its stores. <b>Blocking.</b> Reading never
 * waits for a store: what a store has not answered is shown with its age. <b>Memory.</b> Bounded.
 */
public final class StatusPage implements AutoCloseable {

    private final Collector collector;
    private final PageDocuments documents;
    private final Optional<ActionDesk> desk;

    StatusPage(Collector collector, PageDocuments documents, Optional<ActionDesk> desk) {
        this.collector = collector;
        this.documents = documents;
        this.desk = desk;
    }

    /** A page of modules that this process serves. */
    public static StatusPageBuilder builder(Persistence persistence) {
        return StatusPageBuilder.of(persistence);
    }

    /** A page of modules that other processes serve. */
    public static StatusPageBuilder builder(Inspection inspection) {
        return StatusPageBuilder.of(inspection);
    }

    /**
     * The page as HTML.
     *
     * @param base what stands before the names of its files and data, such as {@code status/}; empty if they are beside it
     */
    public PageContent index(String base) {
        return documents.index(base);
    }

    /**
     * A file or the data of the page, by its name relative to the page.
     *
     * @param name such as {@code app.js}, {@code status.json} or {@code history.json}
     * @param module of which the history is wanted; may be empty for anything else
     * @param range {@code day}, or anything else for half an hour
     * @return empty if there is no such thing
     */
    public Optional<PageContent> find(String name, String module, String range) {
        if (name.equals("status.json")) {
            return Optional.of(PageContent.json(documents.snapshot()));
        }
        if (name.equals("history.json")) {
            return documents.history(module, range).map(PageContent::json);
        }
        return documents.asset(name);
    }

    /** Whether something can be ordered over it, given a server with a token. */
    public boolean hasActions() {
        return desk.isPresent();
    }

    PageDocuments documents() {
        return documents;
    }

    Optional<ActionDesk> desk() {
        return desk;
    }

    /** Ends its threads; the modules stay open. Waits some seconds for a store that hangs. */
    @Override
    public void close() {
        desk.ifPresent(ActionDesk::close);
        collector.close();
    }
}
