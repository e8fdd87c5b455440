// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult.Origin;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Again;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Answer;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Attempt;
import org.stellaops.persistence.dualwrite.internal.write.RetryLoop.Cost;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.LegacyPatch;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;

/**
 * Changes some fields of a record of a leading legacy store (3.8): one statement, and where that answers nothing, a put of what was
 * read and changed.
 */
public final class LegacyUpdate {

    private final LegacyStore store;
    private final EpochView epochs;
    private final ProtocolSettings settings;
    private final LegacyPut put;

    /** Changes records of this store, in the epochs of its control record. */
    public LegacyUpdate(LegacyStore store, EpochView epochs, ProtocolSettings settings) {
        this.store = store;
        this.epochs = epochs;
        this.settings = settings;
        this.put = new LegacyPut(store, epochs, settings);
    }

    /** Changes the record of a key if the precondition holds. */
    public LeaderWriteResult update(RecordKey key, Patch patch, Precondition precondition) {
        String what = "updating " + store.type() + " " + key + " in the legacy store";
        return inOneStatement(patch, what, it -> store.update(key, it, precondition), token -> ownAt(key, token))
                .orElseGet(() -> RetryLoop.run(settings.attempts(), () -> attempt(key, patch, precondition, what)));
    }

    /** Changes the first record that a query finds, if one statement can. */
    public Optional<LeaderWriteResult> updateFirst(Optional<String> tenant, Query next, Patch patch) {
        return inOneStatement(
                patch,
                "claiming the next of " + store.type() + " in the legacy store",
                it -> store.updateFirst(tenant, next, it),
                token -> Optional.empty());
    }

    /** Empty if the statement was no answer. */
    private Optional<LeaderWriteResult> inOneStatement(
            Patch patch,
            String what,
            Function<LegacyPatch, LegacyPatch.Result> statement,
            Function<String, Optional<LegacyRecord>> own) {
        OptionalLong epoch;
        try {
            epoch = epochs.steadyEpoch();
        } catch (RuntimeException e) {
            return Optional.of(LeaderWriteResult.withoutImage(FaultOutcomes.beforeAnyStatement(e, what)));
        }
        if (epoch.isEmpty()) {
            return Optional.of(LeaderWriteResult.withoutImage(FaultOutcomes.outOfDate(what)));
        }
        String token = settings.tokens().next();
        LegacyPatch.Result result;
        try {
            result = statement.apply(new LegacyPatch(patch, epoch.getAsLong(), token));
        } catch (RuntimeException e) {
            return Optional.of(becameOf(e, what, token, epoch.getAsLong(), own));
        }
        if (result instanceof LegacyPatch.Result.Fenced) {
            epochs.forget();
        }
        return result instanceof LegacyPatch.Result.Done it
                ? Optional.of(acknowledged(it.after(), epoch.getAsLong(), what))
                : Optional.empty();
    }

    private LeaderWriteResult becameOf(
            RuntimeException thrown,
            String what,
            String token,
            long epoch,
            Function<String, Optional<LegacyRecord>> own) {
        WriteOutcome outcome = FaultOutcomes.afterStatement(thrown, what);
        if (!(outcome instanceof WriteOutcome.Unknown)) {
            return LeaderWriteResult.withoutImage(outcome);
        }
        try {
            return own.apply(token)
                    .map(it -> acknowledged(it, epoch, what))
                    .orElseGet(() -> LeaderWriteResult.withoutImage(outcome));
        } catch (RuntimeException e) {
            thrown.addSuppressed(e);
            return LeaderWriteResult.withoutImage(outcome);
        }
    }

    private Optional<LegacyRecord> ownAt(RecordKey key, String token) {
        return store.read(key).filter(it -> Objects.equals(it.stamp().token(), token));
    }

    /** The statement did not look at the tombstone, so whoever sends the record does. */
    private LeaderWriteResult acknowledged(LegacyRecord after, long epoch, String what) {
        try {
            return epochs.confirms(epoch)
                    ? LeaderWriteResult.applied(after.image(), epoch, Origin.INSERT)
                    : LeaderWriteResult.withoutImage(FaultOutcomes.notConfirmed(what));
        } catch (RuntimeException e) {
            return LeaderWriteResult.withoutImage(FaultOutcomes.unknown(e, what));
        }
    }

    private Attempt attempt(RecordKey key, Patch patch, Precondition precondition, String what) {
        Optional<LegacyRecord> found;
        try {
            found = store.read(key);
        } catch (RuntimeException e) {
            return answer(FaultOutcomes.beforeAnyStatement(e, what));
        }
        Optional<String> violation = precondition.violationBy(store.type(), found.map(LegacyRecord::toStoredRecord));
        if (violation.isPresent()) {
            return answer(new WriteOutcome.Conflict(found.map(LegacyUpdate::revision), violation.get()));
        } else if (found.isEmpty()) {
            return answer(FaultOutcomes.absent(what));
        }
        Patch.Result result = patch.applyTo(store.type(), found.get().content());
        Optional<ContentProblem> problem = result.problem()
                .or(() ->
                        store.type().problemsOf(key, result.content()).stream().findFirst());
        if (problem.isPresent()) {
            return answer(new WriteOutcome.Rejected(
                    WriteOutcome.Rejected.Kind.VALUE, problem.get().path(), what + " was rejected: " + problem.get()));
        }
        LeaderWriteResult written = put.put(key, result.content(), Precondition.revision(revision(found.get())));
        return written.outcome() instanceof WriteOutcome.Conflict it
                ? new Again(Cost.COUNTED, it)
                : new Answer(written);
    }

    private static Revision revision(LegacyRecord record) {
        return record.toStoredRecord().revision();
    }

    private static Answer answer(WriteOutcome outcome) {
        return new Answer(LeaderWriteResult.withoutImage(outcome));
    }
}
