// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.stellaops.persistence.spi.Image;

/** Asks for records and tombstones, which are in two collections, apart, and puts the answers in the order of the question. Pure. */
final class ByKind {

    private ByKind() {}

    /** One answer for each image; nothing is asked for of a kind that is not there. */
    static <R> List<R> each(
            List<? extends Image> images,
            Function<List<Image.Present>, List<R>> records,
            Function<List<Image.Tombstone>, List<R>> tombstones) {
        Iterator<R> ofRecords = answers(images, Image.Present.class, records);
        Iterator<R> ofTombstones = answers(images, Image.Tombstone.class, tombstones);
        List<R> all = new ArrayList<>(images.size());
        for (Image image : images) {
            all.add(image instanceof Image.Present ? ofRecords.next() : ofTombstones.next());
        }
        return all;
    }

    private static <T extends Image, R> Iterator<R> answers(
            List<? extends Image> images, Class<T> kind, Function<List<T>, List<R>> asked) {
        List<T> some = images.stream().filter(kind::isInstance).map(kind::cast).toList();
        return (some.isEmpty() ? List.<R>of() : asked.apply(some)).iterator();
    }
}
