// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.overhead;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.spi.RecordStore;

/** A call by way of the library, and the same call of its leading store. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class CallBenchmark {

    /** What a caller goes through. */
    public enum Way {
        /** The leading store, called directly. */
        LEADER(Stage.LEGACY_ONLY, OpenedModule.Calls.UNTIMED),
        /** A stage with one store, without timers of calls. */
        SINGLE(Stage.LEGACY_ONLY, OpenedModule.Calls.UNTIMED),
        /** The same with them. */
        SINGLE_TIMED(Stage.LEGACY_ONLY, OpenedModule.Calls.TIMED),
        /** Both stores are written. */
        DUAL(Stage.DUAL_WRITE, OpenedModule.Calls.UNTIMED);

        private final Stage stage;
        private final OpenedModule.Calls calls;

        Way(Stage stage, OpenedModule.Calls calls) {
            this.stage = stage;
            this.calls = calls;
        }
    }

    /** What a caller goes through. */
    @Param
    public Way way = Way.LEADER;

    @SuppressWarnings("NullAway.Init") // Set by JMH's setup.
    private OpenedModule module;

    @SuppressWarnings("NullAway.Init")
    private RecordStore store;

    /** Opens the module. */
    @Setup
    public void open() {
        module = new OpenedModule(way.stage, way.calls);
        store = way == Way.LEADER ? module.leader() : module.wired();
    }

    /** Closes it. */
    @TearDown
    public void close() {
        module.close();
    }

    /** Finds the record. */
    @Benchmark
    public Optional<StoredRecord> find() {
        return store.find(OpenedModule.KEY);
    }

    /** Puts the record. */
    @Benchmark
    public WriteOutcome put() {
        return store.put(OpenedModule.KEY, OpenedModule.CONTENT, Precondition.none());
    }
}
