// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
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
 * <p>A store is asked for the entries of several pages at once, as far as their bytes allow: without an index that serves it, each
 * question costs a look at everything that is not listed, too.
 *
 * @param <T> the entries of the list
 */
public final class PendingCursor<T> {

    private static final int BATCHES_LISTED = 5;

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
        Listing listing = new Listing(Optional.empty());
        do {
            List<T> page = listing.next(Integer.MAX_VALUE);
            pass = pass.plus(work.on(page, known(page)));
        } while (!listing.isOver());
        return pass;
    }

    /** What is due, within limits. */
    public ReconcileResult due(PassLimits limits, Work<T> work) {
        ReconcileResult pass = ReconcileResult.EMPTY;
        Optional<RecordKey> began = limits.isNone() ? Optional.empty() : position;
        Optional<RecordKey> after = began;
        Listing listing = new Listing(began);
        int left = limits.keys();
        boolean sent = false;
        while (left > 0) {
            if (limits.images().isExhausted()) {
                return pauseAt(after, limits, pass.cutShort());
            }
            List<T> page = listing.next(left);
            Map<RecordKey, RejectedImage> known = known(page);
            List<T> due = page.stream().filter(it -> isDue(it, known)).toList();
            int allowed = limits.images().take(due.size());
            if (!limits.isNone() && !listing.isOver()) {
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
            if (listing.isOver()) {
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

    /** The list from a key on, as it was when it was asked for. */
    private final class Listing {

        private final Deque<T> listed = new ArrayDeque<>();
        private Optional<RecordKey> after;
        private boolean isRead;

        Listing(Optional<RecordKey> after) {
            this.after = after;
        }

        /** The next batch, of no more entries than are wanted; fewer if there are no more, or the store cut its list. */
        List<T> next(int wanted) {
            if (listed.isEmpty() && !isRead) {
                read(Math.min(batch * BATCHES_LISTED, wanted));
            }
            List<T> page = new ArrayList<>();
            while (page.size() < Math.min(batch, wanted) && !listed.isEmpty()) {
                page.add(listed.remove());
            }
            return page;
        }

        private void read(int asked) {
            List<T> page = new ArrayList<>(source.page(after, asked));
            page.sort(Comparator.comparing(keyOf));
            after = lastOf(page);
            isRead = page.isEmpty() || (page.size() < asked && !weight.mayBeCut(page));
            listed.addAll(page);
        }

        boolean isOver() {
            return isRead && listed.isEmpty();
        }
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
