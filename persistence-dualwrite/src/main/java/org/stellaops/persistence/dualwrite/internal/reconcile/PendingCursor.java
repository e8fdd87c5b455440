// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.KeysetPages;
import org.stellaops.persistence.query.PageWeight;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

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
    private final Weight<T> weight;
    private final RejectionTracker rejections;
    private volatile Optional<RecordKey> position = Optional.empty();

    public PendingCursor(
            KeysetPages.Source<T> source,
            Function<T, RecordKey> keyOf,
            Function<T, VersionStamp> stampOf,
            int batch,
            Weight<T> weight,
            RejectionTracker rejections) {
        this.source = source;
        this.keyOf = keyOf;
        this.stampOf = stampOf;
        this.batch = batch;
        this.weight = weight;
        this.rejections = rejections;
    }

    /** Reads a page of the list. */
    public interface Source<T> {
        List<T> page(Optional<RecordKey> after, int limit);
    }

    /**
     * How large the entries of the list are.
     *
     * @param contentOf the content of an entry, if it has one
     * @param limit at how many bytes the source cuts a page
     */
    public record Weight<T>(Function<T, Optional<Struct>> contentOf, long limit) {

        private boolean mayBeCut(List<T> page) {
            PageWeight sum = new PageWeight();
            page.forEach(it -> contentOf.apply(it).ifPresent(sum::add));
            return sum.mayHaveBeenCutAt(limit);
        }
    }

    /** Processes the entries of one page; knows the rejections of their keys. */
    public interface Work<T> {
        ReconcileResult on(List<T> entries, Map<RecordKey, RejectedImage> known);
    }

    /** Everything, including what was rejected before. */
    public ReconcileResult all(Work<T> work) {
        ReconcileResult pass = ReconcileResult.EMPTY;
        Optional<RecordKey> after = Optional.empty();
        List<T> page;
        do {
            page = page(after, batch);
            pass = pass.plus(work.on(page, known(page)));
            after = lastOf(page);
        } while (!isLast(page, batch));
        return pass;
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
            if (!limits.isNone() && !isLast(page, asked)) {
                // If all of this page fails, the next pass must not begin with it, or nothing behind it would ever be
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
            if (isLast(page, asked)) {
                // What is before the place where it began has not been looked at.
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

    /** A page may be short because there are no more, or because it was cut in bytes. */
    private boolean isLast(List<T> page, int asked) {
        return page.isEmpty() || (page.size() < asked && !weight.mayBeCut(page));
    }

    private Optional<RecordKey> lastOf(List<T> page) {
        return page.isEmpty() ? Optional.empty() : Optional.of(keyOf.apply(page.get(page.size() - 1)));
    }
}
