// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs one actor from its beginning, on the caller's thread, with given answers, until its next step. */
final class Replay implements Run, StepRunner {

    private final String actor;
    private final List<Answer> answers;
    private final List<String> observed = new ArrayList<>();
    private int at;
    private @Nullable String place;
    private @Nullable Step step;
    private @Nullable Supplier<?> effect;

    /** Ends the actor's code where its answers end. */
    private static final class EndOfAnswers extends Error {
        private static final long serialVersionUID = 1L;

        EndOfAnswers() {
            super("this replay ends here", null, false, false);
        }
    }

    /**
     * The result of a replay.
     *
     * @param step the step that the actor is about to make; empty if it is done
     * @param place where it forgot everything since the last answer; empty if it did not
     * @param observed since the last answer
     * @param reportedUntil the end of the history by then
     */
    record Reached(
            @Nullable Step step,
            @Nullable Supplier<?> effect,
            @Nullable AssertionError failure,
            @Nullable String place,
            List<String> observed,
            long reportedUntil) {}

    private Replay(String actor, List<Answer> answers) {
        this.actor = actor;
        this.answers = answers;
    }

    static Reached of(Model model, Model.Body body, List<Answer> answers) {
        Replay replay = new Replay(body.name(), answers);
        model.begin(replay);
        AssertionError failure = null;
        try {
            body.body().run();
        } catch (EndOfAnswers e) {
            if (replay.step == null) {
                throw new IllegalStateException("a replay ended at no step", e);
            }
        } catch (Throwable e) {
            failure = new AssertionError("actor " + body.name() + " threw " + e, e);
        }
        return new Reached(
                replay.step,
                replay.effect,
                failure,
                replay.place,
                List.copyOf(replay.observed),
                model.history().now());
    }

    @Override
    @SuppressWarnings("unchecked") // the answer is that of the same call in an earlier replay
    public <R> R run(String store, String call, boolean writes, Supplier<R> what) {
        if (step != null) {
            throw new EndOfAnswers();
        }
        Step here = new Step(actor, store, call, writes);
        if (at == answers.size()) {
            step = here;
            effect = what;
            throw new EndOfAnswers();
        }
        observed.clear();
        place = null;
        return (R) answers.get(at++).give(here);
    }

    @Override
    public StepRunner steps() {
        return this;
    }

    @Override
    public void observe(String what) {
        observed.add(what);
    }

    @Override
    public String currentActor() {
        return actor;
    }

    @Override
    public void forget(String name) {
        place = name;
    }
}
