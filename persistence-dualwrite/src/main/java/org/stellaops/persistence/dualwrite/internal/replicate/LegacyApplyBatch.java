// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.write.BatchRead;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyRecord.Provisional;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/**
 * Applies many records on a legacy store that follows, in few round trips (4.2). The statements and their order for each key are those
 * of {@link LegacyApply}; what is read first is a hint. A statement that took effect is an answer, and so is a hint that holds the very
 * image, which another process applied first: states only rise, so that the image is there or under a later one. Every record
 * without an answer is to be applied alone.
 */
final class LegacyApplyBatch {

    private final LegacyStore store;
    private final LegacyApply alone;
    private final ProtocolSettings settings;

    LegacyApplyBatch(LegacyStore store, LegacyApply alone, ProtocolSettings settings) {
        this.store = store;
        this.alone = alone;
        this.settings = settings;
    }

    /** The answers to those images that were applied together; tombstones are among the others. */
    Map<RecordKey, ApplyAnswer> apply(List<? extends Image> images, long epoch) {
        return ImageBatches.ofEachTenant(images, Image.Present.class, it -> together(it, epoch));
    }

    private Map<RecordKey, ApplyAnswer> together(List<Image.Present> images, long epoch) {
        List<RecordKey> keys = images.stream().map(Image.Present::key).toList();
        Map<RecordKey, LegacyRecord> held = BatchRead.of(store, keys);
        Map<RecordKey, ApplyAnswer> answers = new HashMap<>();
        images.stream()
                .filter(it -> isHeld(it, held.get(it.key())))
                .forEach(it -> answers.put(it.key(), new ApplyAnswer.Same()));
        Provisional attempt = new Provisional(epoch, settings.tokens().next());
        List<Image.Present> updated = update(images, held);
        List<Image.Present> inserted =
                insert(images.stream().filter(it -> !held.containsKey(it.key())).toList(), attempt);
        answers.putAll(compared(updated, inserted, attempt));
        return answers;
    }

    private static boolean isHeld(Image.Present image, @Nullable LegacyRecord held) {
        return held != null
                && held.isCompared()
                && held.stamp().equals(image.stamp())
                && held.image().hash().equals(image.hash());
    }

    private List<Image.Present> update(List<Image.Present> images, Map<RecordKey, LegacyRecord> held) {
        List<LegacyStore.Replacement> updates = images.stream()
                .flatMap(it -> Optional.ofNullable(held.get(it.key()))
                        .filter(over -> isOlder(over, it))
                        .map(over -> new LegacyStore.Replacement(over, it, LegacyStore.IfGone.LEAVE))
                        .stream())
                .toList();
        return updates.isEmpty()
                ? List.of()
                : ImageBatches.done(
                        updates.stream().map(LegacyStore.Replacement::image).toList(), store.updateAllIfLower(updates));
    }

    private static boolean isOlder(LegacyRecord held, Image.Present image) {
        return held.isCompared() && held.stamp().version() < image.stamp().version();
    }

    private List<Image.Present> insert(List<Image.Present> absent, Provisional attempt) {
        return absent.isEmpty() ? absent : ImageBatches.done(absent, store.insertAllProvisional(absent, attempt));
    }

    /** A tombstone that is read after the record was written is compared as for a record that is applied alone. */
    private Map<RecordKey, ApplyAnswer> compared(
            List<Image.Present> updated, List<Image.Present> inserted, Provisional attempt) {
        List<RecordKey> written = new ArrayList<>();
        updated.forEach(it -> written.add(it.key()));
        inserted.forEach(it -> written.add(it.key()));
        Map<RecordKey, LegacyTombstone> tombstones = written.isEmpty() ? Map.of() : store.readTombstones(written);
        Map<RecordKey, ApplyAnswer> answers = new HashMap<>();
        for (Image.Present image : updated) {
            answers.put(
                    image.key(),
                    isBelow(image, tombstones)
                            ? alone.comparedWithTombstone(image, attempt.epoch())
                            : new ApplyAnswer.Applied());
        }
        List<Image.Present> confirmed = new ArrayList<>();
        for (Image.Present image : inserted) {
            if (isBelow(image, tombstones)) {
                answers.put(image.key(), alone.inserted(image, attempt));
            } else {
                confirmed.add(image);
                answers.put(image.key(), new ApplyAnswer.Applied());
            }
        }
        if (!confirmed.isEmpty()) {
            store.confirmAll(confirmed, attempt.attempt());
        }
        return answers;
    }

    private static boolean isBelow(Image.Present image, Map<RecordKey, LegacyTombstone> tombstones) {
        LegacyTombstone found = tombstones.get(image.key());
        return found != null && found.isAbove(image.stamp());
    }
}
