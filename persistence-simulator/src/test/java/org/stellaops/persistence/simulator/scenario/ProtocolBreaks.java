// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.CopyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * The breaks that the simulation must catch, each a condition left out of one statement, or a rule that a caller does not
 * keep. That a record is given a higher version only while it is pending (A12) is not here: since the fence is raised twice it refuses
 * what this condition was to prevent, so that no exploration can tell; it has its counterexample as a test of its own.
 */
final class ProtocolBreaks {

    private ProtocolBreaks() {}

    static List<Break> all() {
        return List.of(
                Break.named("the follower takes an image whatever its version")
                        .target("apply", (real, a) -> applyUnfenced(real, (Image) a[0], (Long) a[1]))
                        .target(
                                "applyAll",
                                (real, a) -> ((List<?>) a[0])
                                        .stream()
                                                .<ApplyAnswer>map(it -> applyUnfenced(real, (Image) it, (Long) a[1]))
                                                .toList())
                        .target("copy", (real, a) -> copyUnfenced(real, (CopyChunk) a[0])),
                Break.named("a pending flag is cleared by key alone")
                        .legacy("clearPending", (real, a) -> clearWhatever(real, (RecordKey) a[0])),
                Break.named("a tombstone's mark is cleared by key alone")
                        .legacy(
                                "clearTombstonePending",
                                (real, a) -> real.readTombstone((RecordKey) a[0])
                                        .map(it -> real.clearTombstonePending(it.key(), it.stamp()))
                                        .orElse(false)),
                Break.named("a write does not mark its record")
                        .legacy(
                                "replace",
                                (real, a) -> notPending(
                                        real,
                                        real.replace((VersionStamp) a[0], (Image.Present) a[1], (Long) a[2]),
                                        (Image) a[1])),
                Break.named("a replacement does not compare what it replaces")
                        .legacy("replace", (real, a) -> replaceWhatever(real, (Image.Present) a[1], (Long) a[2])),
                Break.named("an insert overwrites what is there")
                        .legacy("insert", (real, a) -> insertOver(real, (Image.Present) a[0], (Long) a[1])),
                Break.named("a record is deleted by key instead of token")
                        .legacy(
                                "delete",
                                (real, a) -> real.read((RecordKey) a[0])
                                        .map(it -> real.delete(it.key(), it.stamp()))
                                        .orElse(false)),
                Break.named("an intent replaces any tombstone")
                        .legacy("replaceTombstone", (real, a) -> replaceAny(real, (LegacyTombstone) a[1]))
                        .legacy("insertTombstone", (real, a) -> replaceAny(real, (LegacyTombstone) a[0])),
                Break.named("a record is given a higher version without a comparison")
                        .legacy(
                                "bump",
                                (real, a) -> real.read(((VersionBump) a[0]).key())
                                        .map(it -> real.bump(anyway((VersionBump) a[0], it.stamp())))
                                        .orElseGet(StepResult.NoMatch::new)),
                Break.named("the fence is raised once").control("raiseFence", ProtocolBreaks::raiseHalf),
                Break.named("a write of unknown fate is tried again").retryingUnknown(),
                Break.named("a precondition compares the version alone").comparingVersions(),
                Break.named("nobody claims an intent before finishing it").legacy("claim", (real, a) -> true),
                Break.named("an intent is noted as executed before its victim is deleted")
                        .legacy(
                                "claim",
                                (real, a) -> claimAsExecuted(real, (RecordKey) a[0], (VersionStamp) a[1], a[2])),
                Break.named("versions are allocated without the tombstone's")
                        .legacy("readTombstone", (real, a) -> Optional.empty())
                        .legacy("readTombstones", (real, a) -> Map.of()),
                Break.named("nothing is drained")
                        .legacy("pendingRecords", (real, a) -> List.of())
                        .legacy("pendingTombstones", (real, a) -> List.of())
                        .legacy("pendingCount", (real, a) -> 0L),
                Break.named("live intents are not drained")
                        .legacy("pendingTombstones", (real, a) -> List.of())
                        .legacy("pendingCount", (real, a) -> 0L),
                Break.named("there is no fence").control("raiseFence", (real, a) -> ControlStore.FenceStrength.STRONG),
                Break.named("the control record is written without comparing it")
                        .control("compareAndSet", (real, a) -> real.compareAndSet(real.read(), (ControlRecord) a[1])),
                Break.named("a leading target does not look at its control record")
                        .target("write", ProtocolBreaks::writeAnyway),
                Break.named("the target's mark is cleared by key alone")
                        .target(
                                "clearPending",
                                (real, a) -> real.state((RecordKey) a[0])
                                        .map(it -> real.clearPending((RecordKey) a[0], it.stamp()))
                                        .orElse(false)),
                Break.named("a reverse insert is confirmed at once")
                        .legacy(
                                "insertProvisional",
                                (real, a) ->
                                        insertConfirmed(real, (Image.Present) a[0], (LegacyRecord.Provisional) a[1])),
                Break.named("a reverse update takes an image whatever its version")
                        .legacy("updateIfLower", (real, a) -> updateWhatever(real, (Image.Present) a[0])),
                Break.named("a reverse tombstone takes any record from the store")
                        .legacy(
                                "deleteLower",
                                (real, a) -> real.deleteLower(
                                        (RecordKey) a[0], Long.MAX_VALUE, (LegacyStore.Unversioned) a[2])));
    }

    private static CopyAnswer copyUnfenced(TargetStore real, CopyChunk chunk) {
        return CopyAnswer.of(chunk.images().stream()
                .map(it -> applyUnfenced(real, it, chunk.senderEpoch()))
                .toList());
    }

    private static ApplyAnswer applyUnfenced(TargetStore real, Image image, long epoch) {
        ApplyAnswer answer = real.apply(image, epoch);
        if (!(answer instanceof ApplyAnswer.Stale stale)) {
            return answer;
        }
        long above = Math.max(stale.held().version(), image.stamp().version()) + 1;
        Image higher = image instanceof Image.Present it
                ? new Image.Present(it.key(), new VersionStamp(above, "broken" + above), it.content(), it.hash())
                : new Image.Tombstone(image.key(), new VersionStamp(above, "broken" + above));
        return real.apply(higher, epoch);
    }

    /** A store in which a record of the version that was told passes for the one that was told. */
    static Break versionsOnly(Revision told) {
        return Break.named("versions only")
                .legacy("read", (real, a) -> real.read((RecordKey) a[0]).map(it -> passingFor(it, told)))
                .legacy("replace", (real, a) -> {
                    Image.Present image = (Image.Present) a[1];
                    Optional<LegacyRecord> there = real.read(image.key());
                    return there.isPresent()
                                    && passingFor(there.get(), told).stamp().equals(a[0])
                            ? real.replace(there.get().stamp(), image, (Long) a[2])
                            : new StepResult.NoMatch();
                });
    }

    private static LegacyRecord passingFor(LegacyRecord record, Revision told) {
        return record.stamp().version() != told.version()
                ? record
                : new LegacyRecord(
                        record.key(),
                        told.stamp(),
                        record.content(),
                        record.storedHash(),
                        record.pendingEpoch(),
                        record.provisional());
    }

    private static StepResult replaceAny(LegacyStore real, LegacyTombstone tombstone) {
        return real.readTombstone(tombstone.key())
                .map(it -> real.replaceTombstone(it.stamp(), tombstone))
                .orElseGet(() -> real.insertTombstone(tombstone));
    }

    private static boolean claimAsExecuted(LegacyStore real, RecordKey key, VersionStamp expected, Object claimer) {
        boolean claimed = real.claim(key, expected, (String) claimer);
        return claimed && (real.markExecuted(key, expected) || claimed);
    }

    private static VersionBump anyway(VersionBump asked, VersionStamp expected) {
        return new VersionBump(asked.key(), expected, asked.version(), asked.epoch(), VersionBump.When.ALWAYS);
    }

    private static ControlStore.FenceStrength raiseHalf(ControlStore real, Object[] arguments) {
        long epoch = Math.min((Long) arguments[0], real.read().epoch() + 1);
        return real.fenceEpoch() >= epoch ? ControlStore.FenceStrength.STRONG : real.raiseFence(epoch);
    }

    private static boolean clearWhatever(LegacyStore real, RecordKey key) {
        return real.read(key).map(it -> real.clearPending(key, it.stamp())).orElse(false);
    }

    private static StepResult notPending(LegacyStore real, StepResult result, Image image) {
        boolean ignored = result.isDone() && real.clearPending(image.key(), image.stamp());
        return result;
    }

    private static StepResult replaceWhatever(LegacyStore real, Image.Present image, long epoch) {
        return real.read(image.key())
                .map(it -> real.replace(it.stamp(), image, epoch))
                .orElseGet(StepResult.NoMatch::new);
    }

    private static StepResult insertOver(LegacyStore real, Image.Present image, long epoch) {
        return real.read(image.key())
                .map(it -> real.replace(it.stamp(), image, epoch))
                .orElseGet(() -> real.insert(image, epoch));
    }

    /** As a transaction that does not check: in whatever epoch the target is, even as follower. */
    private static TargetWrite.Result writeAnyway(TargetStore real, Object[] arguments) {
        TargetWrite write = (TargetWrite) arguments[0];
        TargetWrite.Result result = real.write(write);
        if (!(result instanceof TargetWrite.Result.NotLeading it)
                || !(write.change() instanceof TargetWrite.Change.Put put)
                || !(write.precondition() instanceof Precondition.None)) {
            return result;
        }
        long held =
                real.state(write.key()).map(state -> state.stamp().version()).orElse(0L);
        Image.Present image =
                new Image.Present(write.key(), new VersionStamp(held + 1, write.token()), put.content(), put.hash());
        return real.apply(image, it.control().epoch()) instanceof ApplyAnswer.Applied
                ? new TargetWrite.Result.LeaderWriteResult(image.stamp())
                : result;
    }

    private static StepResult insertConfirmed(
            LegacyStore real, Image.Present image, LegacyRecord.Provisional provisional) {
        StepResult result = real.insertProvisional(image, provisional);
        boolean ignored =
                result.isDone() && real.confirm(image.key(), image.stamp().version(), provisional.attempt());
        return result;
    }

    private static StepResult updateWhatever(LegacyStore real, Image.Present image) {
        Optional<LegacyRecord> found = real.read(image.key());
        if (found.isEmpty() || found.get().stamp().version() <= image.stamp().version()) {
            return real.updateIfLower(image);
        }
        return real.replaceStaleWrite(found.get().stamp(), image);
    }
}
