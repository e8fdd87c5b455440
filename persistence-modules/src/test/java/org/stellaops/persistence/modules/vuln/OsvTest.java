// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.simulator.advisory.OsvGenerator;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.JsonText;

class OsvTest {

    private static final java.nio.file.Path REAL = java.nio.file.Path.of("../../shared/data/osv-go.ndjson.gz");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":\"A\"|malformed",
                "{\"id\":\"A\"} x|malformed",
                "{\"id\":\"A\"}{}|there is more text",
                "``|empty",
                "[]|not an object",
                "{\"summary\":\"x\"}|no id",
                "{\"id\":5}|no text",
                "{\"id\":null}|no text",
                "{\"id\":\"\"}|must not be empty",
                "{\"id\":\"a\\u0000b\"}|NUL",
                "{\"id\":\"A\",\"id\":\"A\"}|repeated",
                "{\"id\":\"A\",\"x\":{\"y\":1,\"y\":1}}|repeated",
                "{\"id\":\"A\",\"details\":\"\\u0000\"}|details holds the NUL character",
                "{\"id\":\"A\",\"affected\":[{\"versions\":[\"\\ud800\"]}]}|affected[0].versions[0] holds a lone surrogate",
                "{\"id\":\"A\",\"x\":{\"\\u0000\":1}}|name holds the NUL character",
                "{\"id\":\"A\",\"x\":0.12345678901234567890123456789012345}|34 of a Decimal128",
                "{\"id\":\"A\",\"x\":1e99999}|exponent",
                "{\"id\":\"A\",\"_sync\":{}}|needs for itself",
                "{\"id\":\"A\",\"$schema\":\"s\"}|begins with $, which MongoDB refuses at the top",
                "{\"id\":\"A\",\"x\":NaN}|malformed",
            })
    void aLineThatCannotBeStoredIsRefusedWithItsReason(String json, String reason) {
        assertThat(Osv.read(json))
                .isInstanceOfSatisfying(
                        OsvLine.Refused.class, it -> assertThat(it.reason()).contains(reason));
    }

    @Test
    void anIdOfAThousandBytesIsTheLongest() {
        assertThat(Osv.read("{\"id\":\"" + "x".repeat(1000) + "\"}")).isInstanceOf(OsvLine.Advisory.class);
        assertThat(Osv.read("{\"id\":\"" + "x".repeat(1001) + "\"}")).isInstanceOf(OsvLine.Refused.class);
    }

    @Test
    void nestingBeyondWhatBothDatabasesHoldIsRefusedAndAHundredThousandLevelsAreNoStackOverflow() {
        for (int depth : List.of(200, 100_000)) {
            String json = "{\"id\":\"A\",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
            assertThat(Osv.read(json)).isInstanceOf(OsvLine.Refused.class);
        }
        String fits = "{\"id\":\"A\",\"x\":" + "[".repeat(60) + "]".repeat(60) + "}";
        assertThat(Osv.read(fits)).isInstanceOf(OsvLine.Advisory.class);
    }

    @Test
    void aRejectionNeverRepeatsTheDocument() {
        assertThat(Osv.read("{\"id\":\"A\",\"details\":\"secret\\u0000\"}").toString())
                .doesNotContain("secret");
        assertThat(Osv.read("{\"id\":\"A\",\"details\":\"secret").toString()).doesNotContain("secret");
        assertThat(Osv.read("{\"id\":\"A\",secret").toString()).doesNotContain("secret");
    }

    @Test
    void exactlyTheSpoiltLinesOfTheGeneratorAreRefused() throws IOException {
        List<OsvGenerator.Line> lines = new OsvGenerator(11).lines(3_000).toList();
        String text = lines.stream().map(OsvGenerator.Line::text).collect(Collectors.joining("\n", "", "\n"));

        List<Long> wrong = new ArrayList<>();
        int refused = 0;
        for (OsvReader.Numbered it : read(text.getBytes(StandardCharsets.UTF_8))) {
            boolean storable = it.line() instanceof OsvLine.Advisory;
            refused += storable ? 0 : 1;
            if (storable != lines.get((int) it.number() - 1).storable()) {
                wrong.add(it.number());
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(refused).isBetween(10, 60);
    }

    @Test
    void theGeneratorRepeatsItselfForTheSameSeedOnly() {
        assertThat(new OsvGenerator(3).stream(50))
                .containsExactlyElementsOf(new OsvGenerator(3).stream(50).toList());
        assertThat(new OsvGenerator(3).stream(50).toList())
                .isNotEqualTo(new OsvGenerator(4).stream(50).toList());
    }

    @Test
    void linesAreNumberedFromOneAndOnlyTheFirstOfAnIdIsKept() throws IOException {
        byte[] text =
                "\uFEFF{\"id\":\"A\"}\r\n\n{\"id\":\"A\",\"x\":1}\n{\"id\":\"B\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(read(text))
                .extracting(it -> it.number() + " " + it.line().getClass().getSimpleName())
                .containsExactly("1 Advisory", "2 Refused", "3 Refused", "4 Advisory");
        assertThat(read(text).get(2).line())
                .isEqualTo(new OsvLine.Refused(Optional.of("A"), "repeats the id of an earlier line"));
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedAndTheRestGoesOn() throws IOException {
        byte[] text = "{\"id\":\"A\",\"x\":\"\u00FF\"}\n{\"id\":\"B\"}\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(read(text))
                .extracting(it -> it.line().getClass().getSimpleName())
                .containsExactly("Refused", "Advisory");
    }

    @Test
    void gzipIsRecognised() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("{\"id\":\"A\"}\n{\"id\":\"B\"}\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(read(packed.toByteArray())).hasSize(2);
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void everyRealAdvisoryIsWrittenAsItWasRead() throws IOException {
        Assumptions.assumeTrue(Files.exists(REAL), "skipped: the real advisories are not beside the checkout");
        int read = 0;
        try (OsvReader reader = OsvReader.open(REAL)) {
            for (Optional<OsvReader.Numbered> next = reader.next(); next.isPresent(); next = reader.next()) {
                OsvLine.Advisory advisory = (OsvLine.Advisory) next.get().line();
                StoredRecord stored = new StoredRecord(advisory.key(), advisory.content(), VersionStamp.UNVERSIONED);
                assertThat(JsonText.read(Osv.write(stored))).isEqualTo(advisory.document());
                assertThat(advisory.content().has("remainder")).isFalse();
                read++;
            }
        }
        assertThat(read).isEqualTo(4291);
    }

    private static List<OsvReader.Numbered> read(byte[] text) {
        List<OsvReader.Numbered> lines = new ArrayList<>();
        try (OsvReader reader = OsvReader.of(new ByteArrayInputStream(text))) {
            for (Optional<OsvReader.Numbered> next = reader.next(); next.isPresent(); next = reader.next()) {
                lines.add(next.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}
