// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does several things, of which none needs what another one does, at the same time or one after the other. While writes wait, the
 * number of round trips that follow upon each other is what the callers wait for.
 *
 * <p>Safe for concurrent use. Blocks until everything has ended that was begun; then throws the first exception, in the order of the
 * tasks, that one of them threw.
 */
public interface Together {

    /** One after the other, on the calling thread; what is behind an exception is not begun. */
    static Together inTurn() {
        return new Together() {
            @Override
            public <T> List<T> all(List<Supplier<T>> tasks) {
                List<T> results = new ArrayList<>();
                tasks.forEach(it -> results.add(it.get()));
                return results;
            }

            @Override
            public <T> Optional<T> first(List<Supplier<Optional<T>>> questions) {
                Optional<T> answer = Optional.empty();
                for (int i = 0; i < questions.size() && answer.isEmpty(); i++) {
                    answer = questions.get(i).get();
                }
                return answer;
            }
        };
    }

    /** What each task comes to, in their order. The first is done on the calling thread. */
    <T> List<T> all(List<Supplier<T>> tasks);

    /** Does everything of which nothing is to be known but that it was done. */
    default void run(List<Runnable> tasks) {
        List<Boolean> unused = all(tasks.stream()
                .<Supplier<Boolean>>map(it -> () -> {
                    it.run();
                    return true;
                })
                .toList());
    }

    /**
     * What becomes of each subject, in no order, while no more than so many are worked on at a time.
     *
     * @param atOnce at least 1
     */
    default <S, T> List<T> each(Collection<S> subjects, int atOnce, Function<S, T> work) {
        Queue<S> waiting = new ConcurrentLinkedQueue<>(subjects);
        Supplier<List<T>> worker = () -> {
            List<T> results = new ArrayList<>();
            for (S next = waiting.poll(); next != null; next = waiting.poll()) {
                results.add(work.apply(next));
            }
            return results;
        };
        return all(Collections.nCopies(Math.min(subjects.size(), atOnce), worker)).stream()
                .flatMap(List::stream)
                .toList();
    }

    /** The first answer, in the order of the questions, that is there; whether those behind it are asked is left open. */
    default <T> Optional<T> first(List<Supplier<Optional<T>>> questions) {
        return all(questions).stream().flatMap(Optional::stream).findFirst();
    }
}
