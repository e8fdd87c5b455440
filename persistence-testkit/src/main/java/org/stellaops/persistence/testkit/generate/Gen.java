// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Generates random values and, for one that violates a property, simpler ones to try.
 *
 * <p><b>Threads.</b> A generator has no state; a {@link RandomSource} is for one thread.
 */
public interface Gen<T> {

    /**
     * Makes a value.
     *
     * @param source its chances
     * @param size how large it may be, from 0
     */
    T generate(RandomSource source, int size);

    /** Values a little simpler than this one, simplest first; none if it is as simple as can be. */
    default Stream<T> shrink(T value) {
        return Stream.empty();
    }

    /** A generator from a function that makes and one that simplifies. */
    static <T> Gen<T> of(Making<T> making, Function<? super T, ? extends Stream<T>> shrinking) {
        return new Gen<>() {
            @Override
            public T generate(RandomSource source, int size) {
                return making.make(source, size);
            }

            @Override
            public Stream<T> shrink(T value) {
                return shrinking.apply(value);
            }
        };
    }

    /** Makes one of these; the ones before it are the simpler ones. */
    static <T> Gen<T> oneOf(List<? extends T> choices) {
        return of(
                (source, size) -> source.<T>oneOf(choices),
                value -> choices.stream().<T>map(Function.identity()).takeWhile(it -> !it.equals(value)));
    }

    /** Makes what one of these makes. Shrinks as each of them would whose values these are. */
    static <T> Gen<T> anyOf(List<Gen<T>> generators) {
        List<Gen<T>> all = List.copyOf(generators);
        return of(
                (source, size) -> source.<Gen<T>>oneOf(all).generate(source, size),
                value -> all.stream().flatMap(it -> it.shrink(value)));
    }

    /** Makes lists of at most {@code size} elements. */
    default Gen<List<T>> list() {
        return of(
                (source, size) -> {
                    int length = source.between(0, Math.min(size, 8));
                    List<T> items = new ArrayList<>(length);
                    for (int i = 0; i < length; i++) {
                        items.add(generate(source, size / 2));
                    }
                    return items;
                },
                items -> shrinkList(items, this));
    }

    /**
     * Only values that pass. A value that does not is followed by a larger one.
     *
     * @throws IllegalStateException when generating, if a thousand values in a row do not pass
     */
    default Gen<T> where(Predicate<? super T> test) {
        return of(
                (source, size) -> Stream.iterate(size, it -> it + 1)
                        .limit(1_000)
                        .map(larger -> generate(source, larger))
                        .filter(test)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no value passes the test; generate others")),
                value -> shrink(value).filter(test));
    }

    /** Nothing now and then. Shrinks to nothing first. */
    default Gen<Optional<T>> optional() {
        return of(
                (source, size) -> source.onceIn(4) ? Optional.empty() : Optional.of(generate(source, size)),
                value -> value.isEmpty()
                        ? Stream.empty()
                        : Stream.concat(
                                Stream.of(Optional.empty()), shrink(value.get()).map(Optional::of)));
    }

    /** Lists without one of the elements, and lists with one of the elements simpler. */
    static <T> Stream<List<T>> shrinkList(List<T> items, Gen<T> element) {
        List<List<T>> shorter = new ArrayList<>();
        if (items.size() > 1) {
            shorter.add(List.of());
            shorter.add(items.subList(0, items.size() / 2));
        }
        for (int i = 0; i < items.size(); i++) {
            List<T> without = new ArrayList<>(items);
            without.remove(i);
            shorter.add(without);
        }
        Stream<List<T>> simpler = Stream.iterate(0, i -> i < items.size(), i -> i + 1)
                .flatMap(i -> element.shrink(items.get(i)).map(it -> {
                    List<T> with = new ArrayList<>(items);
                    with.set(i, it);
                    return with;
                }));
        return Stream.concat(shorter.stream(), simpler);
    }

    /** How a value is made. */
    @FunctionalInterface
    interface Making<T> {

        /** Makes one; see {@link Gen#generate}. */
        T make(RandomSource source, int size);
    }
}
