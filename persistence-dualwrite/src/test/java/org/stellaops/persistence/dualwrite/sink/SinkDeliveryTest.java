// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.divergence.Explanation;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference.Nature;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference.Sample;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;

class SinkDeliveryTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<DualWriteEvent> reports = new ArrayList<>();
    private final List<DivergenceEvent> taken = new ArrayList<>();

    @TempDir
    Path directory;

    @Test
    void aSinkThatFailsIsCountedAndKeepsNothingFromTheOthers() {
        try (SinkDelivery delivery = delivery(new Failing(), new Taking())) {
            delivery.on(found("a", 1));
            delivery.on(found("b", 1));
            delivery.deliver();

            assertThat(taken).hasSize(2);
            assertThat(reports)
                    .containsExactly(
                            new DualWriteEvent.SinkFailed("shop", "failing", 2, IllegalStateException.class.getName()));
        }
    }

    @Test
    void whatIsSeenAgainBeforeItIsWrittenIsWrittenOnce() {
        try (SinkDelivery delivery = delivery(new Taking())) {
            delivery.on(found("a", 1));
            delivery.on(found("a", 2));
            delivery.deliver();
            delivery.on(found("a", 3));
            delivery.deliver();

            assertThat(taken).extracting(DivergenceEvent::scanEntries).containsExactly(2, 3);
        }
    }

    @Test
    void whatDoesNotFitIsLostAndCounted() {
        try (SinkDelivery delivery = delivery(new Taking())) {
            for (int i = 0; i < 10_005; i++) {
                delivery.on(found("k" + i, 1));
            }
            delivery.deliver();

            assertThat(taken).hasSize(10_000);
            assertThat(reports)
                    .singleElement()
                    .satisfies(it ->
                            assertThat(((DualWriteEvent.SinkFailed) it).lost()).isEqualTo(5));
        }
    }

    @Test
    void linesAreJsonAndShowOnlyWhatIsAllowed() throws IOException {
        Path file = directory.resolve("divergences.ndjson");
        NdjsonSink sink = new NdjsonSink(file, 10);

        sink.write("shop", List.of(event("a \"quoted\" key", 1)));
        sink.write("shop", List.of(event("b", 1)));

        assertThat(Files.readString(directory.resolve("divergences.ndjson.1")))
                .contains("\"id\":\"a \\\"quoted\\\" key\"", "\"cause\":\"bypassing_writer\"", "\"nature\":\"value\"")
                .contains("\"legacySample\":\"shown\"")
                .endsWith("}\n");
        assertThat(Files.readAllLines(file))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("\"id\":\"b\"", "\"path\":\"status\""));
        assertThat(DivergenceJson.detail(event("a", 1))).doesNotContain("shown", "Sample");
    }

    private SinkDelivery delivery(DivergenceSink... sinks) {
        return new SinkDelivery("shop", List.of(sinks), reports::add, InstantSource.system());
    }

    private static DualWriteEvent found(String id, int seen) {
        return new DualWriteEvent.DivergenceFound("shop", event(id, seen));
    }

    private static DivergenceEvent event(String id, int seen) {
        FieldDifference field = new FieldDifference(
                "status", Nature.VALUE, "Text:aa", "Text:bb", Optional.of(new Sample("shown", "too")));
        return new DivergenceEvent(
                "orders",
                RecordKey.global(id),
                Stage.SHADOW_READ,
                new Divergence.FieldsDiffer(List.of(field), 0),
                new Explanation(Cause.BYPASSING_WRITER, "the hash does not fit"),
                NOW,
                NOW,
                seen);
    }

    private final class Taking implements DivergenceSink {

        @Override
        public String name() {
            return "taking";
        }

        @Override
        public void write(String module, List<DivergenceEvent> divergences) {
            taken.addAll(divergences);
        }
    }

    private static final class Failing implements DivergenceSink {

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public void write(String module, List<DivergenceEvent> divergences) {
            throw new IllegalStateException("planned");
        }
    }
}
