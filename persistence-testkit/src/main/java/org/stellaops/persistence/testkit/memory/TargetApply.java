// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.value.ContentHash;

/** Protocol section 3.3: applies images to a target. Called inside steps only. */
final class TargetApply {

    private final TargetTable table;
    private final MemoryControl control;

    TargetApply(TargetTable table, MemoryControl control) {
        this.table = table;
        this.control = control;
    }

    ApplyAnswer apply(Image image, long senderEpoch) {
        ControlRecord current = control.current();
        if (current.leads() || senderEpoch < current.epoch()) {
            return new ApplyAnswer.OutOfDate();
        }
        Optional<TargetState> held = table.state(image.key());
        return held.isEmpty() || gives(held.get(), image) ? write(image, held) : answer(held.get(), image);
    }

    /** Section 8. The eviction happens only together with the image that needs it, as in one transaction. */
    ApplyAnswer applyEvicting(Image.Present image, long senderEpoch, ApplyAnswer.Holder holder) {
        Optional<TargetState> state =
                table.state(holder.key()).filter(it -> it.stamp().equals(holder.stamp()) && !it.deleted());
        Optional<org.stellaops.persistence.value.Struct> row = table.row(holder.key());
        boolean evicts = state.isPresent() && row.isPresent() && !holder.key().equals(image.key());
        if (!evicts) {
            return apply(image, senderEpoch);
        }
        TargetState before = state.orElseThrow();
        table.removeRow(holder.key());
        table.putState(
                holder.key(), new TargetState(before.stamp(), false, before.storedHash(), before.pendingEpoch(), true));
        ApplyAnswer answer = apply(image, senderEpoch);
        if (!(answer instanceof ApplyAnswer.Applied)) {
            table.put(holder.key(), row.orElseThrow(), before);
        }
        return answer;
    }

    private static boolean gives(TargetState held, Image image) {
        return held.stamp().version() < image.stamp().version()
                || (held.evicted() && held.stamp().equals(image.stamp()));
    }

    private static ApplyAnswer answer(TargetState held, Image image) {
        boolean tombstone = image instanceof Image.Tombstone;
        if (!held.stamp().equals(image.stamp()) || held.deleted() != tombstone) {
            return new ApplyAnswer.Stale(held.stamp());
        }
        Optional<ContentHash> hash = image instanceof Image.Present it ? Optional.of(it.hash()) : Optional.empty();
        return held.storedHash().equals(hash) ? new ApplyAnswer.Same() : new ApplyAnswer.Differs(held.stamp());
    }

    private ApplyAnswer write(Image image, Optional<TargetState> held) {
        // The statement does not set the pending flag, so one of an earlier epoch stays.
        OptionalLong pendingFlag = held.map(TargetState::pendingEpoch).orElse(OptionalLong.empty());
        if (!(image instanceof Image.Present present)) {
            table.putTombstone(image.key(), image.stamp(), pendingFlag);
            return new ApplyAnswer.Applied();
        }
        var problems = table.type().problemsOfHeld(present.key(), present.content());
        if (!problems.isEmpty()) {
            return new ApplyAnswer.Refused(problems.get(0).toString());
        }
        Optional<UniqueIndex.Clash> clash = table.clash(image.key(), present.content());
        if (clash.isPresent()) {
            RecordKey holder = clash.get().holder();
            return new ApplyAnswer.Violates(
                    clash.get().constraint(), Optional.of(new ApplyAnswer.Holder(holder, table.stampOf(holder))));
        }
        table.put(
                image.key(),
                present.content(),
                new TargetState(image.stamp(), false, Optional.of(present.hash()), pendingFlag, false));
        return new ApplyAnswer.Applied();
    }
}
