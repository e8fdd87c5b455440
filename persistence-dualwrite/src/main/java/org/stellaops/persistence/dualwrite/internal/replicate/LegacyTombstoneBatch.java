// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.write.BatchRead;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/**
 * Applies many tombstones on a legacy store that follows, in few round trips (4.3). The statements and their order for each key are
 * those of {@link LegacyApplyTombstone}: first the tombstone, then the record. What is read is a hint, so that only a statement that
 * took effect is an answer, or the very tombstone, which another process wrote first; every tombstone without one is to be applied
 * alone, and so is one over a record that carries a pending flag.
 */
final class LegacyTombstoneBatch {

    private final LegacyStore store;

    LegacyTombstoneBatch(LegacyStore store) {
        this.store = store;
    }

    /** The answers to those images that were applied together; records are among the others. */
    Map<RecordKey, ApplyAnswer> apply(List<? extends Image> images) {
        return ImageBatches.ofEachTenant(images, Image.Tombstone.class, this::together);
    }

    private Map<RecordKey, ApplyAnswer> together(List<Image.Tombstone> images) {
        return removeRecords(write(images)).stream()
                .collect(Collectors.toMap(Image.Tombstone::key, it -> new ApplyAnswer.Applied()));
    }

    /** Those that were written, here or by another process. */
    private List<Image.Tombstone> write(List<Image.Tombstone> images) {
        Map<RecordKey, LegacyTombstone> held = store.knownTombstones(keys(images));
        List<Image.Tombstone> written = new ArrayList<>(
                insert(images.stream().filter(it -> !held.containsKey(it.key())).toList()));
        written.addAll(replace(images, held));
        images.stream().filter(it -> isHeld(it, held.get(it.key()))).forEach(written::add);
        return written;
    }

    private List<Image.Tombstone> insert(List<Image.Tombstone> images) {
        return images.isEmpty()
                ? images
                : ImageBatches.done(
                        images,
                        store.insertTombstones(
                                images.stream().map(LegacyTombstone::replicated).toList()));
    }

    private List<Image.Tombstone> replace(List<Image.Tombstone> images, Map<RecordKey, LegacyTombstone> held) {
        List<LegacyStore.TombstoneReplacement> replacements = images.stream()
                .flatMap(it -> Optional.ofNullable(held.get(it.key())).filter(over -> isLower(over, it)).stream()
                        .map(over ->
                                new LegacyStore.TombstoneReplacement(over.stamp(), LegacyTombstone.replicated(it))))
                .toList();
        return replacements.isEmpty()
                ? List.of()
                : ImageBatches.done(
                        replacements.stream().map(it -> it.tombstone().image()).toList(),
                        store.replaceTombstones(replacements));
    }

    private static boolean isHeld(Image.Tombstone image, @Nullable LegacyTombstone held) {
        return held != null && !held.isPending() && held.stamp().equals(image.stamp());
    }

    private static boolean isLower(LegacyTombstone held, Image.Tombstone image) {
        return !held.isPending() && held.stamp().version() < image.stamp().version();
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
