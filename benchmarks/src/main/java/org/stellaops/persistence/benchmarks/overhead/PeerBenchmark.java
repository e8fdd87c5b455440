// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.overhead;

import com.github.rawls238.scientist4j.Experiment;
import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.LDValue;
import com.launchdarkly.sdk.server.Components;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.LDConfig;
import com.launchdarkly.sdk.server.MigrationStage;
import com.launchdarkly.sdk.server.integrations.TestData;
import com.launchdarkly.sdk.server.migrations.Migration;
import com.launchdarkly.sdk.server.migrations.MigrationBuilder;
import com.launchdarkly.sdk.server.migrations.MigrationMethodResult;
import io.dropwizard.metrics5.MetricRegistry;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.dualwrite.TargetLeader;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;

/** What peers add to a call of a store that does nothing, so that all that is measured is theirs; and a dual write of theirs over stores. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class PeerBenchmark {

    private static final LDContext CONTEXT = LDContext.create("service");

    @SuppressWarnings("NullAway.Init") // Set by JMH's setup.
    private LDClient client;

    @SuppressWarnings("NullAway.Init")
    private Migration<String, String, String, String> migration;

    @SuppressWarnings("NullAway.Init")
    private Migration<String, String, String, String> timed;

    @SuppressWarnings("NullAway.Init")
    private Migration<WriteOutcome, WriteOutcome, RecordKey, Struct> stores;

    @SuppressWarnings("NullAway.Init")
    private Experiment<String> experiment;

    /** A client with flags in memory, which sends no events. */
    @Setup
    public void open() {
        TestData flags = TestData.dataSource();
        flags.update(flags.flag("single").valueForAll(LDValue.of("off")));
        flags.update(flags.flag("dual").valueForAll(LDValue.of("dualwrite")));
        client = new LDClient(
                "key",
                new LDConfig.Builder()
                        .dataSource(flags)
                        .events(Components.noEvents())
                        .diagnosticOptOut(true)
                        .build());
        migration = overNothing(false);
        timed = overNothing(true);
        IdleStores idle = new IdleStores();
        RecordStore leader = LegacyLeader.over(idle.over(new MemoryLegacyBackend()), OpenedModule.TYPE);
        RecordStore follower = TargetLeader.over(idle.over(new MemoryTargetBackend()), OpenedModule.TYPE);
        stores = new MigrationBuilder<WriteOutcome, WriteOutcome, RecordKey, Struct>(client)
                .trackErrors(false)
                .trackLatency(false)
                .read(PeerBenchmark::unread, PeerBenchmark::unread)
                .write(it -> put(leader, it), it -> put(follower, it))
                .build()
                .orElseThrow();
        if (!stores.write("dual", CONTEXT, MigrationStage.OFF, OpenedModule.CONTENT)
                .getAuthoritative()
                .isSuccess()) {
            throw new IllegalStateException("not written");
        }
        idle.begin();
        experiment = new Experiment<>("find", new MetricRegistry());
    }

    private Migration<String, String, String, String> overNothing(boolean tracks) {
        return new MigrationBuilder<String, String, String, String>(client)
                .trackErrors(tracks)
                .trackLatency(tracks)
                .read(MigrationMethodResult::Success, MigrationMethodResult::Success)
                .write(MigrationMethodResult::Success, MigrationMethodResult::Success)
                .build()
                .orElseThrow();
    }

    private static MigrationMethodResult<WriteOutcome> unread(RecordKey key) {
        return MigrationMethodResult.Failure(new UnsupportedOperationException("not read"));
    }

    private static MigrationMethodResult<WriteOutcome> put(RecordStore store, Struct content) {
        return MigrationMethodResult.Success(store.put(OpenedModule.KEY, content, Precondition.none()));
    }

    /** Closes the client. */
    @TearDown
    public void close() throws IOException {
        client.close();
    }

    /** LaunchDarkly's migration in its first stage. */
    @Benchmark
    public Object launchDarklyRead() {
        return migration.read("single", CONTEXT, MigrationStage.OFF, "a");
    }

    /** The same, which measures how long a side takes and whether it fails. */
    @Benchmark
    public Object launchDarklyTimedRead() {
        return timed.read("single", CONTEXT, MigrationStage.OFF, "a");
    }

    /** LaunchDarkly's migration while both sides are written, over the stores over which the library is measured. */
    @Benchmark
    public Object launchDarklyDualPut() {
        return stores.write("dual", CONTEXT, MigrationStage.OFF, OpenedModule.CONTENT);
    }

    /** LaunchDarkly's migration while both sides are written. */
    @Benchmark
    public Object launchDarklyDualWrite() {
        return migration.write("dual", CONTEXT, MigrationStage.OFF, "a");
    }

    /** Scientist4J, which runs both sides and compares. */
    @Benchmark
    public String scientistRead() throws Exception {
        return experiment.run(() -> "a", () -> "a");
    }
}
