// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/** Reference, dashboard and rules name the meters that exist, and no others. */
class MetersTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Path DASHBOARDS = DOCS.resolve("dashboards");
    private static final Pattern ROW = Pattern.compile("\\| (`persistence\\.[^|]*`) \\| (\\w+) \\| ?([^|]*?) ?\\|.*");
    private static final Pattern NAME = Pattern.compile("(?:[a-z_]+:)?\\bpersistence_[a-z_]+(?::[a-z0-9]+)?");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeEach
    void everyEventHappens() {
        MicrometerListener listener = new MicrometerListener(registry);
        EveryEvent.list().forEach(listener::on);
        listener.coverage("vuln", () -> new CoverageReport(List.of(), 0));
        listener.watch(
                "vuln",
                () -> List.of(new TaskHealth("reconciler", true, Optional.of(Instant.EPOCH), 0, 0, Optional.empty())));
    }

    @Test
    void theReferenceListsEveryMeterWithKindAndTags() throws IOException {
        Set<String> documented = Files.readAllLines(DOCS.resolve("guide/metrics.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(it -> it.group(1) + " " + it.group(2) + " [" + it.group(3) + "]")
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented)
                .isEqualTo(registry.getMeters().stream()
                        .map(MetersTest::described)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static String described(Meter meter) {
        List<String> tags = meter.getId().getTags().stream().map(Tag::getKey).toList();
        assertThat(tags).as("%s", meter.getId()).contains("module");
        return "`" + meter.getId().getName() + "` "
                + meter.getId().getType().name().toLowerCase(Locale.ROOT) + " [" + sorted(meter, tags) + "]";
    }

    /** In the order in which the reference has them. */
    private static String sorted(Meter meter, List<String> tags) {
        List<String> order = List.of(
                "entity",
                "task",
                "side",
                "to",
                "stage",
                "kind",
                "cause",
                "confirmed",
                "rule",
                "sink",
                "action",
                "reason",
                "fault",
                "result");
        List<String> known = tags.stream().filter(it -> !it.equals("module")).toList();
        assertThat(order).as("%s", meter.getId()).containsAll(known);
        return order.stream().filter(known::contains).collect(Collectors.joining(", "));
    }

    @Test
    void everyQueryNamesMetersAndRulesThatExist() throws IOException {
        Set<String> existing = existing();

        assertThat(namedIn(expressions())).isNotEmpty().isSubsetOf(existing);
    }

    @Test
    void everyMeterIsOnTheDashboard() throws IOException {
        Set<String> shown = namedIn(panels());

        assertThat(registry.getMeters())
                .allSatisfy(it -> assertThat(shown)
                        .as("%s", it.getId().getName())
                        .anyMatch(name -> name.startsWith(it.getId().getName().replace('.', '_'))));
    }

    @Test
    void theRulesPassTheirTests() throws IOException, InterruptedException {
        Assumptions.assumeTrue(isInstalled("promtool"), "promtool is not installed: apt-get install prometheus");

        run("promtool", "check", "rules", "recording-rules.yml", "alerts.yml");
        run("promtool", "test", "rules", "alerts.test.yml");
    }

    /** What Prometheus scrapes, and what the recording rules make of it. */
    private Set<String> existing() throws IOException {
        Set<String> names = new TreeSet<>();
        registry.scrape()
                .lines()
                .filter(it -> !it.startsWith("#"))
                .forEach(it -> names.add(it.replaceAll("[{ ].*", "")));
        Matcher rules =
                Pattern.compile("record: (\\S+)").matcher(Files.readString(DASHBOARDS.resolve("recording-rules.yml")));
        while (rules.find()) {
            names.add(rules.group(1));
        }
        return names;
    }

    private static String expressions() throws IOException {
        StringBuilder all = new StringBuilder(panels());
        for (String file : List.of("recording-rules.yml", "alerts.yml")) {
            all.append(Files.readString(DASHBOARDS.resolve(file))).append('\n');
        }
        return all.toString();
    }

    private static String panels() throws IOException {
        return Pattern.compile("\"expr\": \"(.*)\",?")
                .matcher(Files.readString(DASHBOARDS.resolve("grafana.json")))
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.joining("\n"));
    }

    private static Set<String> namedIn(String text) {
        Set<String> names = new TreeSet<>();
        Matcher found = NAME.matcher(text);
        while (found.find()) {
            names.add(found.group());
        }
        return names;
    }

    private static boolean isInstalled(String command) {
        return Pattern.compile(":")
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(it -> Files.isExecutable(Path.of(it, command)));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(DASHBOARDS.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
