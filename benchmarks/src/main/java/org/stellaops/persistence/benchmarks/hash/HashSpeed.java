// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.hash;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.value.Canonical;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Value;

/**
 * Megabytes of canonical form a second that one core makes and hashes, of the real advisories: the median of rounds, in processor time of
 * the thread, so that a busy machine does not count. Arguments: the file, rounds. Exits with 1 below 150 MB a second,
 * and if the file is absent.
 */
public final class HashSpeed {

    private static final double LEAST = 150;
    private static final int WARM_UPS = 150;

    private HashSpeed() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        if (!Files.exists(file)) {
            System.out.println("hash-speed: " + file + " is absent, so nothing is measured");
            System.exit(1);
        }
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
        List<Value> advisories = read(file);
        long bytes = 0;
        for (Value value : advisories) {
            bytes += Canonical.form(value).getBytes(StandardCharsets.UTF_8).length;
        }
        warmUp(advisories);
        double[] speeds = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            // Read anew, since a value remembers its hash.
            speeds[round] = speed(read(file), bytes);
        }
        Arrays.sort(speeds);
        double median = speeds[rounds / 2];
        boolean holds = median >= LEAST;
        Figures.atLeast("hash-speed", "canonical form and hash", median, "MB/s", LEAST);
        System.out.printf(
                Locale.ROOT,
                "hash-speed: %s %.0f MB/s of processor time (%.0f to %.0f), %.1f MB, %d rounds%n",
                holds ? "holds" : "FAILS",
                median,
                speeds[0],
                speeds[rounds - 1],
                bytes / 1e6,
                rounds);
        System.exit(holds ? 0 : 1);
    }

    /** Until the code is compiled, which takes long beside other work. A list does not remember its hash. */
    private static void warmUp(List<Value> advisories) {
        int digits = 0;
        for (int i = 0; i < WARM_UPS; i++) {
            for (Value value : advisories) {
                digits += ContentHash.of(Value.Items.of(value)).hex().length();
            }
        }
        requireDigits(digits, WARM_UPS * advisories.size());
    }

    private static double speed(List<Value> values, long bytes) {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        int digits = 0;
        for (Value value : values) {
            digits += ContentHash.of(value).hex().length();
        }
        double speed = bytes * 1e3 / (threads.getCurrentThreadCpuTime() - began);
        requireDigits(digits, values.size());
        return speed;
    }

    /** So that no hash is optimised away. */
    private static void requireDigits(int digits, int hashes) {
        if (digits != hashes * 64) {
            throw new IllegalStateException("a hash has not 64 digits");
        }
    }

    private static List<Value> read(Path file) {
        ObjectMapper json = new ObjectMapper();
        List<Value> values = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                values.add(ExtendedJson.fromTree(json.readTree(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }
}
