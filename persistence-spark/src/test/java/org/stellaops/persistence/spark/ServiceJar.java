// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.stellaops.persistence.runtime.ModuleProvider;
import org.stellaops.persistence.spark.sample.GeneratedOpener;
import org.stellaops.persistence.spark.sample.Sample;
import org.stellaops.persistence.testkit.fault.Interception;
import org.stellaops.persistence.testkit.generate.GeneratedScan;

/** The jar of a service, which the tests submit with the job. */
final class ServiceJar {

    private static final Path CLASSES = Path.of("target", "test-classes");
    private static final Path SAMPLE = Path.of("org", "stellaops", "persistence", "spark", "sample");

    private ServiceJar() {}

    /** With the module alone. */
    static Path write(Path directory) {
        return write(directory.resolve("service.jar"), Map.of(ModuleProvider.class, Sample.class), List.of());
    }

    /** With the module, and what opens it over made-up documents. */
    static Path writeGenerated(Path directory) {
        return write(
                directory.resolve("generated.jar"),
                Map.of(ModuleProvider.class, Sample.class, ModuleOpener.class, GeneratedOpener.class),
                List.of(Interception.class, Interception.Behaviour.class, GeneratedScan.class));
    }

    /** What of the testkit the sample needs goes with it: no service has the whole of it on its class path. */
    private static Path write(Path jar, Map<Class<?>, Class<?>> services, List<Class<?>> ofTestkit) {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Path it : classes()) {
                put(out, SAMPLE.resolve(it.getFileName()).toString(), Files.readAllBytes(it));
            }
            for (Class<?> it : ofTestkit) {
                put(out, nameOf(it), bytes(it));
            }
            for (Map.Entry<Class<?>, Class<?>> it : services.entrySet()) {
                put(
                        out,
                        "META-INF/services/" + it.getKey().getName(),
                        it.getValue().getName().getBytes(StandardCharsets.UTF_8));
            }
            return jar;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String nameOf(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream in = type.getClassLoader().getResourceAsStream(nameOf(type))) {
            return Objects.requireNonNull(in, nameOf(type)).readAllBytes();
        }
    }

    private static List<Path> classes() throws IOException {
        try (Stream<Path> all = Files.list(CLASSES.resolve(SAMPLE))) {
            return all.filter(it -> it.toString().endsWith(".class")).sorted().toList();
        }
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
