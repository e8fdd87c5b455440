// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.cohort.FenceRecord;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.memory.SharedValidator;

/** Breaks of what cohorts that share their stores keep to, each of which the simulation must catch. */
final class CohortBreaks {

    static final Break FORGETS_THE_OTHER =
            Break.named("F1: a raise demands nothing of the other cohort").validator(ForgetsTheOther::new);

    static final Break READS_THE_VALIDATOR = Break.named(
                    "F2: a raise takes what others demand from the validator, not from the fence record")
            .fenceRecord(ignored -> new RecordOfItsOwn());

    static final Break IGNORES_ATTEMPTS = Break.named("F2: a fence counts as strong while another attempt is under way")
            .fenceRecord(SeesNoAttempts::new);

    static final Break LOOKS_ONCE = Break.named(
                    "F2: a fence is not looked at again when no attempt is under way any more")
            .validator(NeverLooks::new);

    static final Break TRUSTS_THE_UNANSWERED = Break.named(
                    "F2: an attempt whose command was not answered counts as ended")
            .validator(TrustsTheUnanswered::new);

    static final Break ONE_EPOCH =
            Break.named("F3: one epoch for all cohorts, the highest").validator(OneEpoch::new);

    static final Break EPOCH_OF_THE_OTHER = Break.named("F4: a write carries the epoch of the other cohort")
            .legacy("insert", (real, a) -> real.insert((Image.Present) a[0], ofTheOther((Long) a[1])))
            .legacy(
                    "replace",
                    (real, a) -> real.replace((VersionStamp) a[0], (Image.Present) a[1], ofTheOther((Long) a[2])))
            .legacy(
                    "replaceHinted",
                    (real, a) ->
                            real.replaceHinted((LegacyRecord) a[0], (Image.Present) a[1], ofTheOther((Long) a[2])));

    static final Break NO_FENCE =
            Break.named("the fence of cohorts is never set").validator(NeverSets::new);

    static final Break ALL_KEYS =
            Break.named("a process works on the keys of all cohorts").seeingAllKeys();

    private CohortBreaks() {}

    /** The first epoch of the second cohort, if this is one of the first, as higher epochs are those of other cohorts. */
    private static long ofTheOther(long epoch) {
        return Math.max(epoch, Cohort.firstEpoch(2) + 1);
    }

    /** A validator of which one answer or effect is another. */
    private abstract static class Validator implements SharedValidator {

        final SharedValidator real;

        Validator(SharedValidator real) {
            this.real = real;
        }

        @Override
        public Optional<FenceDemand> demand() {
            return real.demand();
        }

        @Override
        public void set(FenceDemand demand) {
            real.set(demand);
        }

        @Override
        public boolean refuses(long epoch) {
            return real.refuses(epoch);
        }
    }

    private static final class ForgetsTheOther extends Validator {

        ForgetsTheOther(SharedValidator real) {
            super(real);
        }

        @Override
        public void set(FenceDemand demand) {
            FenceDemand stands = real.demand().orElse(demand);
            TreeMap<Integer, Long> raised = new TreeMap<>();
            demand.epochs()
                    .forEach((cohort, epoch) ->
                            raised.put(cohort, epoch > stands.epochOf(cohort) ? epoch : Cohort.firstEpoch(cohort)));
            real.set(new FenceDemand(raised));
        }
    }

    private static final class NeverLooks extends Validator {

        NeverLooks(SharedValidator real) {
            super(real);
        }

        @Override
        public boolean refuses(long epoch) {
            return true;
        }
    }

    private static final class TrustsTheUnanswered extends Validator {

        TrustsTheUnanswered(SharedValidator real) {
            super(real);
        }

        @Override
        public void set(FenceDemand demand) {
            try {
                real.set(demand);
            } catch (StoreException e) {
                if (e.fault().kind() != Fault.Kind.NO_ANSWER) {
                    throw e;
                }
            }
        }
    }

    private static final class OneEpoch extends Validator {

        OneEpoch(SharedValidator real) {
            super(real);
        }

        @Override
        public void set(FenceDemand demand) {
            real.set(FenceDemand.of(demand.epochs().values().stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow()));
        }
    }

    private static final class NeverSets extends Validator {

        NeverSets(SharedValidator real) {
            super(real);
        }

        @Override
        public void set(FenceDemand demand) {
            // Nothing is set.
        }

        @Override
        public boolean refuses(long epoch) {
            return true;
        }
    }

    /** What a process would know of the demands if it had no place to share it with others. */
    private static final class RecordOfItsOwn implements FenceRecord {

        private final TreeMap<Integer, Long> announced = new TreeMap<>();

        @Override
        public State read() {
            return new State(new FenceDemand(announced), Set.of());
        }

        @Override
        public State announce(int cohort, long epoch, String attempt) {
            announced.merge(cohort, epoch, Math::max);
            return read();
        }

        @Override
        public Optional<State> announceAlone(int cohort, long epoch, String attempt) {
            return Optional.of(announce(cohort, epoch, attempt));
        }

        @Override
        public State remove(String attempt) {
            return read();
        }
    }

    private record SeesNoAttempts(FenceRecord real) implements FenceRecord {

        @Override
        public State read() {
            return blind(real.read());
        }

        @Override
        public State announce(int cohort, long epoch, String attempt) {
            return blind(real.announce(cohort, epoch, attempt));
        }

        @Override
        public Optional<State> announceAlone(int cohort, long epoch, String attempt) {
            return Optional.of(announce(cohort, epoch, attempt));
        }

        @Override
        public State remove(String attempt) {
            return blind(real.remove(attempt));
        }

        private static State blind(State state) {
            return new State(state.demand(), Set.of());
        }
    }
}
