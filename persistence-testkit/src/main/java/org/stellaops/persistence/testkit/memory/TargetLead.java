// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetClaim;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ContentHash;

/** Protocol section 4.1 and the statements of a leading target on its pending flags. Called inside steps only. */
final class TargetLead {

    private final TargetTable table;
    private final MemoryControl control;

    TargetLead(TargetTable table, MemoryControl control) {
        this.table = table;
        this.control = control;
    }

    TargetWrite.Result write(TargetWrite write) {
        ControlRecord current = control.current();
        if (!current.is(Phase.STEADY, write.epoch())) {
            return new TargetWrite.Result.NotLeading(current);
        }
        Optional<StoredRecord> found = table.record(write.key());
        Optional<String> violation = write.precondition().violationBy(table.type(), found);
        if (violation.isPresent()) {
            return new TargetWrite.Result.Conflict(found.map(StoredRecord::revision), violation.get());
        }
        VersionStamp stamp = new VersionStamp(
                Versions.allocate(write.epoch(), table.stampOf(write.key()).version()), write.token());
        OptionalLong pendingFlag = write.pendingFlag() == TargetWrite.PendingFlag.PENDING
                ? OptionalLong.of(write.epoch())
                : OptionalLong.empty();
        if (write.change() instanceof TargetWrite.Change.Update update) {
            return found.map(it -> update(it, update.patch(), stamp, pendingFlag))
                    .orElseGet(TargetWrite.Result.Absent::new);
        }
        return write.change() instanceof TargetWrite.Change.Put put
                ? put(write.key(), put, stamp, pendingFlag)
                : delete(write.key(), found, stamp, pendingFlag);
    }

    TargetWrite.Result claim(TargetClaim claim) {
        MemoryQuery asked =
                new MemoryQuery(table.type(), claim.tenant(), claim.next().limit(1));
        return asked
                .page(table.rowsBehind(Optional.empty()).keySet().stream().flatMap(key -> table.record(key).stream()))
                .items()
                .stream()
                .findFirst()
                .map(it -> write(new TargetWrite(
                        it.key(),
                        new TargetWrite.Change.Update(claim.patch()),
                        Precondition.none(),
                        claim.epoch(),
                        claim.token(),
                        claim.pendingFlag())))
                .orElseGet(TargetWrite.Result.Absent::new);
    }

    private TargetWrite.Result update(StoredRecord found, Patch patch, VersionStamp stamp, OptionalLong pendingFlag) {
        Patch.Result result = patch.applyTo(table.type(), found.content());
        Optional<ContentProblem> problem = result.problem()
                .or(() -> table.type().problemsOf(found.key(), result.content()).stream()
                        .findFirst());
        if (problem.isPresent()) {
            return new TargetWrite.Result.Unfit(problem.get());
        }
        ContentHash hash = ContentHash.of(result.content());
        TargetWrite.Result written =
                put(found.key(), new TargetWrite.Change.Put(result.content(), hash), stamp, pendingFlag);
        return written instanceof TargetWrite.Result.LeaderWriteResult
                ? new TargetWrite.Result.Updated(found.key(), stamp, result.content(), hash)
                : written;
    }

    boolean clearPending(RecordKey key, VersionStamp expected) {
        return change(key, expected, held -> true, held -> with(held, held.stamp(), OptionalLong.empty()));
    }

    boolean bump(VersionBump bump) {
        ControlRecord current = control.current();
        boolean lets = current.is(Phase.STEADY, bump.epoch()) || current.is(Phase.MOVING, bump.epoch() - 1);
        return lets
                && change(
                        bump.key(),
                        bump.expected(),
                        held -> bump.when() == VersionBump.When.ALWAYS || held.isPending(),
                        held -> with(held, held.stamp().at(bump.version()), OptionalLong.of(bump.epoch())));
    }

    /** Section 7: only while the target leads without a leader change, and only if there is no row. */
    boolean repairTombstone(Optional<VersionStamp> expected, Image.Tombstone tombstone, long epoch) {
        boolean matches = control.current().is(Phase.STEADY, epoch)
                && table.state(tombstone.key()).map(TargetState::stamp).equals(expected)
                && table.row(tombstone.key()).isEmpty();
        if (matches) {
            table.putState(
                    tombstone.key(),
                    new TargetState(tombstone.stamp(), true, Optional.empty(), OptionalLong.of(epoch), false));
        }
        return matches;
    }

    private TargetWrite.Result put(
            RecordKey key, TargetWrite.Change.Put put, VersionStamp stamp, OptionalLong pendingFlag) {
        var problems = table.type().problemsOf(key, put.content());
        if (!problems.isEmpty()) {
            return new TargetWrite.Result.Refused(problems.get(0).toString());
        }
        Optional<UniqueIndex.Clash> clash = table.clash(key, put.content());
        if (clash.isPresent()) {
            return new TargetWrite.Result.Duplicate(clash.get().constraint());
        }
        table.put(key, put.content(), new TargetState(stamp, false, Optional.of(put.hash()), pendingFlag, false));
        return new TargetWrite.Result.LeaderWriteResult(stamp);
    }

    private TargetWrite.Result delete(
            RecordKey key, Optional<StoredRecord> found, VersionStamp stamp, OptionalLong pendingFlag) {
        if (found.isEmpty()) {
            return new TargetWrite.Result.Absent();
        }
        table.putTombstone(key, stamp, pendingFlag);
        return new TargetWrite.Result.LeaderWriteResult(stamp);
    }

    private boolean change(
            RecordKey key,
            VersionStamp expected,
            java.util.function.Predicate<TargetState> condition,
            java.util.function.UnaryOperator<TargetState> change) {
        Optional<TargetState> held =
                table.state(key).filter(it -> it.stamp().equals(expected)).filter(condition);
        held.ifPresent(it -> table.putState(key, change.apply(it)));
        return held.isPresent();
    }

    private static TargetState with(TargetState held, VersionStamp stamp, OptionalLong pendingFlag) {
        return new TargetState(stamp, held.deleted(), held.storedHash(), pendingFlag, held.evicted());
    }
}
