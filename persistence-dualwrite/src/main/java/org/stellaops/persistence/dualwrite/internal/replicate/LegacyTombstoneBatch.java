// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.write.BatchRead;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;

/**
 * Applies many tombstones on a legacy store that follows, in few round trips (4.3). The statements and their order for each key are
 * those of {@link LegacyApplyTombstone}: first the tombstone, then the record. What is read is a hint, so that only a statement that
 * took effect is an answer, and every tombstone without one is to be applied alone; so is one over a record that carries a pending
 * flag.
 */
final class LegacyTombstoneBatch {

    private final LegacyStore store;

    LegacyTombstoneBatch(LegacyStore store) {
        this.store = store;
    }

    /** The answers to those images that were applied together; records are among the others. */
    Map<RecordKey, ApplyAnswer> apply(List<? extends Image> images) {
        Map<String, List<Image.Tombstone>> byTenant = images.stream()
                .filter(Image.Tombstone.class::isInstance)
                .map(Image.Tombstone.class::cast)
                .collect(Collectors.groupingBy(it -> it.key().tenantOrEmpty()));
        Map<RecordKey, ApplyAnswer> answers = new HashMap<>();
        for (List<Image.Tombstone> some : byTenant.values()) {
            if (some.size() > 1) {
                removeRecords(write(some)).forEach(it -> answers.put(it.key(), new ApplyAnswer.Applied()));
            }
        }
        return answers;
    }

    /** Those that were written. */
    private List<Image.Tombstone> write(List<Image.Tombstone> images) {
        Map<RecordKey, LegacyTombstone> held = store.knownTombstones(keys(images));
        List<Image.Tombstone> written = new ArrayList<>(
                insert(images.stream().filter(it -> !held.containsKey(it.key())).toList()));
        written.addAll(replace(
                images.stream().filter(it -> isAbove(it, held.get(it.key()))).toList(), held));
        return written;
    }

    private static boolean isAbove(Image.Tombstone image, @Nullable LegacyTombstone held) {
        return held != null
                && !held.isPending()
                && held.stamp().version() < image.stamp().version();
    }

    private List<Image.Tombstone> insert(List<Image.Tombstone> images) {
        return images.isEmpty()
                ? images
                : done(
                        images,
                        store.insertTombstones(images.stream()
                                .map(LegacyTombstoneBatch::notPending)
                                .toList()));
    }

    private List<Image.Tombstone> replace(List<Image.Tombstone> images, Map<RecordKey, LegacyTombstone> held) {
        return images.isEmpty()
                ? images
                : done(
                        images,
                        store.replaceTombstones(images.stream()
                                .map(it -> new LegacyStore.TombstoneReplacement(
                                        requireNonNull(held.get(it.key())).stamp(), notPending(it)))
                                .toList()));
    }

    private static LegacyTombstone notPending(Image.Tombstone image) {
        return new LegacyTombstone(
                image.key(), image.stamp(), Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    private static List<Image.Tombstone> done(List<Image.Tombstone> images, List<StepResult> steps) {
        List<Image.Tombstone> done = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            if (steps.get(i).isDone()) {
                done.add(images.get(i));
            }
        }
        return done;
    }

    /** Those below which no record is left. */
    private List<Image.Tombstone> removeRecords(List<Image.Tombstone> written) {
        if (written.isEmpty()) {
            return written;
        }
        Map<RecordKey, LegacyRecord> records = BatchRead.of(store, keys(written));
        List<Image.Tombstone> free = written.stream()
                .filter(it -> Optional.ofNullable(records.get(it.key()))
                        .filter(LegacyRecord::isPending)
                        .isEmpty())
                .toList();
        if (!free.isEmpty()) {
            store.deleteAllLower(free);
        }
        return free;
    }

    private static List<RecordKey> keys(List<Image.Tombstone> images) {
        return images.stream().map(Image.Tombstone::key).toList();
    }
}
