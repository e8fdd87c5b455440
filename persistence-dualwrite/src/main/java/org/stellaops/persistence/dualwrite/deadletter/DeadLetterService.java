// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.deadletter.RetryReport.Outcome;
import org.stellaops.persistence.dualwrite.deadletter.RetryReport.Retried;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.RejectedImage;

/**
 * Lists and retries the images that the follower of one module rejects.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> Waits on the leading store;
 * a retry waits on the follower too. <b>Failure.</b> {@link StoreException} if the leader does not answer; repeating
 * the call is safe. An unresponsive follower is not a failure: the retry stays due.
 */
public final class DeadLetterService {

    private static final int PAGE = 100;

    /** After this many consecutive failures the follower is considered down, and the rest is left to the reconciler. */
    private static final int FAILURES_IN_A_ROW = 3;

    private final String module;
    private final Supplier<Map<EntityType<?>, Reconciler>> leading;
    private final Sending sending;

    /** Sends one key immediately. */
    public interface Sending {

        /** The result; empty if this process may not send at the moment. */
        Optional<SendResult> send(Reconciler reconciler, RecordKey key);
    }

    /** The service of a module; the reconcilers are those of the store that leads at the time of the call. */
    public DeadLetterService(String module, Supplier<Map<EntityType<?>, Reconciler>> leading, Sending sending) {
        this.module = module;
        this.leading = leading;
        this.sending = sending;
    }

    /**
     * Entries of an entity type after a key, without those that have been replicated or overwritten meanwhile.
     *
     * @param limit maximum number of entries, at least 1
     * @throws IllegalArgumentException if the module does not have the type
     */
    public DeadLetterPage page(EntityType<?> type, Which which, Optional<RecordKey> after, int limit) {
        Reconciler reconciler = reconciler(type);
        List<RejectedImage> found = reconciler.rejections().list(which, after, limit);
        List<RejectedImage> entries = new ArrayList<>();
        for (RejectedImage it : found) {
            if (isStillPending(reconciler, it)) {
                entries.add(it);
            } else {
                reconciler.rejections().forget(it);
            }
        }
        return new DeadLetterPage(
                entries,
                found.size() < limit
                        ? Optional.empty()
                        : Optional.of(found.get(found.size() - 1).key()));
    }

    /**
     * The entry of a key; empty if the follower does not reject it.
     *
     * @throws IllegalArgumentException if the module does not have the type
     */
    public Optional<RejectedImage> find(EntityType<?> type, RecordKey key) {
        Reconciler reconciler = reconciler(type);
        return reconciler.rejections().find(key).filter(it -> isStillPending(reconciler, it));
    }

    /** Retries every dead letter of the module. */
    public RetryReport retry() {
        Run run = new Run();
        leading.get().forEach((type, reconciler) -> run.retryAll(reconciler));
        return run.report;
    }

    /**
     * Retries every dead letter of an entity type.
     *
     * @throws IllegalArgumentException if the module does not have the type
     */
    public RetryReport retry(EntityType<?> type) {
        Run run = new Run();
        run.retryAll(reconciler(type));
        return run.report;
    }

    /**
     * Retries a key, whether it is a dead letter or waits for its next try; the report is empty if the follower does
     * not reject it.
     *
     * @throws IllegalArgumentException if the module does not have the type
     */
    public RetryReport retry(EntityType<?> type, RecordKey key) {
        Reconciler reconciler = reconciler(type);
        Run run = new Run();
        reconciler.rejections().find(key).ifPresent(it -> run.retry(reconciler, it));
        return run.report;
    }

    private Reconciler reconciler(EntityType<?> type) {
        // By name, as everywhere: a caller may have made the type a second time.
        return leading.get().entrySet().stream()
                .filter(it -> it.getKey().name().equals(type.name()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("module " + module + " has no entity type " + type));
    }

    /** An unreadable record still counts as pending. */
    private static boolean isStillPending(Reconciler reconciler, RejectedImage entry) {
        try {
            return reconciler.isStillPending(entry);
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.UNREADABLE) {
                return true;
            }
            throw e;
        }
    }

    /** One call, from its first to its last retry. */
    private final class Run {

        private RetryReport report = RetryReport.EMPTY;
        private int failures;

        private void retryAll(Reconciler reconciler) {
            Optional<RecordKey> after = Optional.empty();
            List<RejectedImage> page;
            do {
                page = reconciler.rejections().list(Which.DEAD, after, PAGE);
                page.forEach(it -> retry(reconciler, it));
                after = page.isEmpty()
                        ? Optional.empty()
                        : Optional.of(page.get(page.size() - 1).key());
            } while (page.size() == PAGE);
        }

        private void retry(Reconciler reconciler, RejectedImage entry) {
            if (!isStillPending(reconciler, entry)) {
                reconciler.rejections().forget(entry);
                report(entry, Outcome.GONE, "");
                return;
            }
            Optional<RejectedImage> due = reconciler.rejections().makeDue(entry);
            if (due.isEmpty()) {
                report(entry, Outcome.QUEUED, "another process is at it");
            } else if (failures >= FAILURES_IN_A_ROW) {
                report(entry, Outcome.QUEUED, "the follower did not answer");
            } else {
                send(reconciler, due.get());
            }
        }

        /** It is already due, so a reconciler retries it whatever happens here. */
        private void send(Reconciler reconciler, RejectedImage due) {
            Optional<SendResult> result;
            try {
                result = sending.send(reconciler, due.key());
                failures = 0;
            } catch (RuntimeException e) {
                failures++;
                report(due, Outcome.QUEUED, reasonOf(e));
                return;
            }
            if (result.isEmpty()) {
                report(
                        due,
                        Outcome.QUEUED,
                        "nothing is sent at this moment: the stage writes one store, or its lead moves");
            } else {
                became(reconciler, due, result.get());
            }
        }

        private void became(Reconciler reconciler, RejectedImage due, SendResult result) {
            if (result instanceof SendResult.Replicated) {
                reconciler.rejections().forget(due);
                report(due, Outcome.DELIVERED, "");
            } else if (result instanceof SendResult.Blocked it) {
                // Empty if another process retried it too and recorded its result first.
                reconciler.rejections().rejectedAgain(due, it.reason());
                report(due, Outcome.REFUSED, it.reason());
            } else if (isStillPending(reconciler, due)) {
                report(due, Outcome.QUEUED, "something came between");
            } else {
                reconciler.rejections().forget(due);
                report(due, Outcome.GONE, "");
            }
        }

        private void report(RejectedImage entry, Outcome outcome, String reason) {
            report = report.with(new Retried(entry.entity(), entry.key(), outcome, reason));
        }
    }

    private static String reasonOf(RuntimeException e) {
        return e instanceof StoreException it
                ? it.fault().message()
                : "sending ended in " + e.getClass().getName();
    }
}
