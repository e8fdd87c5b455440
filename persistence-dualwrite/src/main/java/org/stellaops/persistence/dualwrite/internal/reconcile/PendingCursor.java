package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.KeysetPages;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * Iterates over a list of pending flags page by page. A limited pass resumes where the previous one ended, so that no
 * key starves. Safe for concurrent use.
 *
 * @param <T> the entries of the list
 */
public final class PendingCursor<T> {

    private final KeysetPages.Source<T> source;
    private final Function<T, RecordKey> keyOf;
    private final Function<T, VersionStamp> stampOf;
    private final int batch;
    private final RejectionTracker rejections;
    private volatile Optional<RecordKey> position = Optional.empty();

    public PendingCursor(
            KeysetPages.Source<T> source,
            Function<T, RecordKey> keyOf,
            Function<T, VersionStamp> stampOf,
            int batch,
            RejectionTracker rejections) {
        this.source = source;
        this.keyOf = keyOf;
        this.stampOf = stampOf;
        this.batch = batch;
        this.rejections = rejections;
    }

    /** Processes the entries of one page; knows the rejections of their keys. */
    public interface Work<T> {
        ReconcileResult on(List<T> entries, Map<RecordKey, RejectedImage> known);
    }

    /** Everything, including what was rejected before. */
    public ReconcileResult all(Work<T> work) {
        AtomicReference<ReconcileResult> pass = new AtomicReference<>(ReconcileResult.EMPTY);
        new KeysetPages<>(this::page, keyOf, batch)
                .forEachPage(page -> pass.set(pass.get().plus(work.on(page, known(page)))));
        return pass.get();
    }

    /** What is due, within limits. */
    public ReconcileResult due(PassLimits limits, Work<T> work) {
        ReconcileResult pass = ReconcileResult.EMPTY;
        Optional<RecordKey> began = limits.isNone() ? Optional.empty() : position;
        Optional<RecordKey> after = began;
        int left = limits.keys();
        boolean sent = false;
        while (left > 0) {
            if (limits.images().isExhausted()) {
                return pauseAt(after, limits, pass.cutShort());
            }
            int asked = Math.min(batch, left);
            List<T> page = page(after, asked);
            Map<RecordKey, RejectedImage> known = known(page);
            List<T> due = page.stream().filter(it -> isDue(it, known)).toList();
            int allowed = limits.images().take(due.size());
            if (!limits.isNone() && page.size() == asked) {
                // If this whole page fails, the next pass must not begin with it, or nothing after it would ever be
                // sent.
                position = lastOf(page);
            }
            pass = pass.plus(ReconcileResult.skipped(page.size() - due.size()))
                    .plus(work.on(due.subList(0, allowed), known));
            sent |= allowed > 0;
            if (allowed < due.size()) {
                return pauseAt(before(page, due.get(allowed), after), limits, pass.cutShort());
            }
            after = lastOf(page);
            left -= page.size();
            if (page.size() < asked) {
                // The entries before its start have not been processed.
                return pauseAt(Optional.empty(), limits, began.isPresent() && sent ? pass.cutShort() : pass);
            }
        }
        return pauseAt(after, limits, sent ? pass.cutShort() : pass);
    }

    private ReconcileResult pauseAt(Optional<RecordKey> at, PassLimits limits, ReconcileResult pass) {
        if (!limits.isNone()) {
            position = at;
        }
        return pass;
    }

    private List<T> page(Optional<RecordKey> after, int limit) {
        List<T> page = new ArrayList<>(source.page(after, limit));
        page.sort(Comparator.comparing(keyOf));
        return page;
    }

    private Map<RecordKey, RejectedImage> known(List<T> page) {
        return page.isEmpty()
                ? Map.of()
                : rejections.known(page.stream().map(keyOf).toList());
    }

    private boolean isDue(T entry, Map<RecordKey, RejectedImage> known) {
        return rejections.isDue(stampOf.apply(entry), Optional.ofNullable(known.get(keyOf.apply(entry))));
    }

    /** The last key before the first entry that the limit excluded. */
    private Optional<RecordKey> before(List<T> page, T entry, Optional<RecordKey> otherwise) {
        int at = page.indexOf(entry);
        return at == 0 ? otherwise : Optional.of(keyOf.apply(page.get(at - 1)));
    }

    private Optional<RecordKey> lastOf(List<T> page) {
        return page.isEmpty() ? Optional.empty() : Optional.of(keyOf.apply(page.get(page.size() - 1)));
    }
}
