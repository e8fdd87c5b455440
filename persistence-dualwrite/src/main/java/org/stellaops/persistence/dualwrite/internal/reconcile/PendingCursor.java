// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.KeysetPages;
import org.stellaops.persistence.query.PageWeight;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.Together;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/**
 * Iterates over a list of pending flags page by page, and processes two batches of a page at a time. A limited pass resumes where the previous one ended, so that no
 * key starves. Safe for concurrent use.
 *
 * <p>A store is asked for the entries of several pages at once, as far as their bytes allow: without an index that serves it, each
 * question costs a look at everything that is not listed, too. While a page is processed, the next entries are asked for.
 *
 * @param <T> the entries of the list
 */
public final class PendingCursor<T> {

    private static final int BATCHES_LISTED = 10;
    private static final int AT_A_TIME = 2;
    private static final int KNOWN_AT_ONCE = 1_000;

    private final KeysetPages.Source<T> source;
    private final Function<T, RecordKey> keyOf;
    private final Function<T, VersionStamp> stampOf;
    private final int batch;
    private final Weight<T> weight;
    private final RejectionTracker rejections;
    private final Together together;
    private volatile Optional<RecordKey> position = Optional.empty();

    public PendingCursor(
            KeysetPages.Source<T> source,
            Function<T, RecordKey> keyOf,
            Function<T, VersionStamp> stampOf,
            int batch,
            Weight<T> weight,
            RejectionTracker rejections,
            Together together) {
        this.source = source;
        this.keyOf = keyOf;
        this.stampOf = stampOf;
        this.batch = batch;
        this.weight = weight;
        this.rejections = rejections;
        this.together = together;
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

    /** Processes some entries of one page; knows the rejections of its keys. Two threads may do so at once. */
    public interface Work<T> {
        ReconcileResult on(List<T> entries, Map<RecordKey, RejectedImage> known);
    }

    /** Everything, including what was rejected before. */
    public ReconcileResult all(Work<T> work) {
        ReconcileResult pass = ReconcileResult.EMPTY;
        Listing listing = new Listing(Optional.empty());
        do {
            List<T> page = listing.next(Integer.MAX_VALUE);
            Map<RecordKey, RejectedImage> known = known(page);
            pass = pass.plus(listing.readingAhead(Integer.MAX_VALUE, () -> inBatches(page, known, work)));
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
            if (!limits.isNone() && (page.size() > batch || !listing.isOver())) {
                // If what comes first fails, the next pass must not begin with it, or nothing behind it would ever be
                // sent.
                position = lastOf(page.subList(0, Math.min(batch, page.size())));
            }
            int wanted = allowed < due.size() ? 0 : left - page.size();
            pass = pass.plus(ReconcileResult.skipped(page.size() - due.size()))
                    .plus(listing.readingAhead(wanted, () -> inBatches(due.subList(0, allowed), known, work)));
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

    private ReconcileResult inBatches(List<T> entries, Map<RecordKey, RejectedImage> known, Work<T> work) {
        return together.each(portions(entries, batch), AT_A_TIME, it -> work.on(it, known)).stream()
                .reduce(ReconcileResult.EMPTY, ReconcileResult::plus);
    }

    private ReconcileResult pauseAt(Optional<RecordKey> at, PassLimits limits, ReconcileResult pass) {
        if (!limits.isNone()) {
            position = at;
        }
        return pass;
    }

    /** The list from a key on, as it was when it was asked for. */
    private final class Listing {

        private List<T> ahead = List.of();
        private Optional<RecordKey> after;
        private boolean isRead;

        Listing(Optional<RecordKey> after) {
            this.after = after;
        }

        /** The next entries, no more than are wanted; none if there are no more. */
        List<T> next(int wanted) {
            if (ahead.isEmpty() && !isRead) {
                read(wanted);
            }
            List<T> page = ahead;
            ahead = List.of();
            return page;
        }

        /** What the work comes to, while the entries behind it are read, if any are wanted. */
        <R> R readingAhead(int wanted, Supplier<R> work) {
            if (isRead || wanted <= 0) {
                return work.get();
            }
            List<R> done = new ArrayList<>();
            together.run(List.of(() -> done.add(work.get()), () -> read(wanted)));
            return done.get(0);
        }

        private void read(int wanted) {
            int asked = Math.min(batch * BATCHES_LISTED, wanted);
            List<T> page = new ArrayList<>(source.page(after, asked));
            page.sort(Comparator.comparing(keyOf));
            after = lastOf(page);
            isRead = page.isEmpty() || (page.size() < asked && !weight.mayBeCut(page));
            ahead = page;
        }

        boolean isOver() {
            return isRead && ahead.isEmpty();
        }
    }

    private Map<RecordKey, RejectedImage> known(List<T> page) {
        Map<RecordKey, RejectedImage> known = new HashMap<>();
        for (List<T> some : portions(page, KNOWN_AT_ONCE)) {
            known.putAll(rejections.known(some.stream().map(keyOf).toList()));
        }
        return known;
    }

    private static <T> List<List<T>> portions(List<T> entries, int size) {
        List<List<T>> portions = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += size) {
            portions.add(entries.subList(from, Math.min(entries.size(), from + size)));
        }
        return portions;
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
