// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Serializes a run as the text of its checkpoint. */
final class RunText {

    private RunText() {}

    static String write(BackfillRun run) {
        Struct.Builder text = Struct.builder()
                .put("state", run.state().name())
                .put("began", run.began().toString())
                .put("counts", counts(run.counts()))
                .put(
                        "refusals",
                        new Value.Items(run.rejections().stream()
                                .<Value>map(RunText::rejection)
                                .toList()));
        run.source().ifPresent(it -> text.put("source", it));
        run.finished().ifPresent(it -> text.put("finished", it.toString()));
        run.reached().ifPresent(it -> text.put("reached", key(it)));
        if (run.isDivided()) {
            text.put(
                    "boundaries",
                    new Value.Items(
                            run.boundaries().stream().<Value>map(RunText::key).toList()));
        }
        return ExtendedJson.write(text.build());
    }

    static BackfillRun read(String text) {
        Struct run = (Struct) ExtendedJson.read(text);
        return new BackfillRun(
                BackfillRun.State.valueOf(text(run, "state")),
                run.find("source").map(it -> ((Value.Text) it).value()),
                Instant.parse(text(run, "began")),
                run.find("finished").map(it -> Instant.parse(((Value.Text) it).value())),
                run.find("boundaries").map(RunText::readKeys).orElse(List.of()),
                run.find("reached").map(it -> readKey((Struct) it)),
                readCounts((Struct) member(run, "counts")),
                readRejections((Value.Items) member(run, "refusals")));
    }

    private static Struct counts(BackfillCounts counts) {
        return Struct.builder()
                .put("read", Value.of(counts.read()))
                .put("applied", Value.of(counts.applied()))
                .put("same", Value.of(counts.same()))
                .put("stale", Value.of(counts.stale()))
                .put("left", Value.of(counts.left()))
                .put("refused", Value.of(counts.refused()))
                .build();
    }

    private static BackfillCounts readCounts(Struct counts) {
        return new BackfillCounts(
                number(counts, "read"),
                number(counts, "applied"),
                number(counts, "same"),
                number(counts, "stale"),
                number(counts, "left"),
                number(counts, "refused"));
    }

    private static Struct key(RecordKey key) {
        Struct.Builder struct = Struct.builder().put("id", key.id());
        key.tenant().ifPresent(it -> struct.put("tenant", it));
        return struct.build();
    }

    private static RecordKey readKey(Struct key) {
        Optional<String> tenant = key.find("tenant").map(it -> ((Value.Text) it).value());
        return tenant.map(it -> RecordKey.of(it, text(key, "id"))).orElseGet(() -> RecordKey.global(text(key, "id")));
    }

    private static List<RecordKey> readKeys(Value keys) {
        return ((Value.Items) keys)
                .values().stream().map(it -> readKey((Struct) it)).toList();
    }

    private static Struct rejection(RejectedRecord rejection) {
        return Struct.builder()
                .put("id", rejection.id())
                .put("reason", rejection.reason())
                .build();
    }

    private static List<RejectedRecord> readRejections(Value.Items rejections) {
        return rejections.values().stream()
                .map(Struct.class::cast)
                .map(it -> new RejectedRecord(text(it, "id"), text(it, "reason")))
                .toList();
    }

    private static String text(Struct struct, String name) {
        return ((Value.Text) member(struct, name)).value();
    }

    private static long number(Struct struct, String name) {
        return ((Value.Int64) member(struct, name)).value();
    }

    private static Value member(Struct struct, String name) {
        return struct.find(name)
                .orElseThrow(() -> new IllegalStateException(
                        "the checkpoint of a backfill lacks " + name + "; clear it to begin again"));
    }
}
