// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.PostgresSchema;

/** Writes what was inferred: sources, a jar of them, the configuration of the module, its schema, and a report. */
final class InferenceFiles {

    private static final String SERVICE = "META-INF/services/org.stellaops.persistence.runtime.ModuleProvider";
    private static final String TENANT_SETTING = "app.tenant_id";

    private final Path folder;
    private final String module;
    private final String javaPackage;

    InferenceFiles(Path folder, String module, String javaPackage) {
        this.folder = folder;
        this.module = module;
        this.javaPackage = javaPackage;
    }

    /** Refuses a folder in which something is, so that nothing that a person changed is written over. */
    void requireEmpty() throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> there = Files.list(folder)) {
                if (there.findAny().isPresent()) {
                    throw new CommandFailure(
                            ExitCode.USAGE, "the folder " + folder + " is not empty; name another one with --out");
                }
            }
        }
    }

    /** Writes everything; the names of the files, relative to the folder. */
    List<String> write(List<Inference.Result> results, String report) throws IOException {
        List<ProposedType> types = results.stream().map(Inference.Result::type).toList();
        Path sources = folder.resolve("src/main/java");
        Path java = Files.createDirectories(sources.resolve(javaPackage.replace('.', '/')));
        for (Inference.Result each : results) {
            text(java.resolve(each.type().name() + ".java"), JavaSource.of(each.type(), javaPackage, each.profile()));
        }
        String provider = provider();
        text(java.resolve(provider + ".java"), JavaSource.provider(types, javaPackage, provider));
        Path services = folder.resolve("src/main/resources").resolve(SERVICE);
        Files.createDirectories(services.getParent());
        text(services, javaPackage + "." + provider + "\n");
        text(folder.resolve("module.yaml"), configuration());
        text(folder.resolve("report.md"), report);
        Optional<Compilation> compilation = Compilation.ofThisJdk();
        if (compilation.isPresent()) {
            compiled(compilation.get(), sources, services, types);
        }
        return written();
    }

    private void compiled(Compilation compilation, Path sources, Path services, List<ProposedType> types)
            throws IOException {
        Path classes = folder.resolve("classes");
        compilation.compile(sources, classes);
        Path service = classes.resolve(SERVICE);
        Files.createDirectories(service.getParent());
        Files.copy(services, service);
        Compilation.jar(classes, folder.resolve(module + ".jar"));
        List<EntityType<?>> compiled = new ArrayList<>();
        try (URLClassLoader loader = Compilation.loader(classes)) {
            for (ProposedType it : types) {
                compiled.add(EntityType.of(
                        loader.loadClass(javaPackage + "." + it.name()).asSubclass(Record.class)));
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class that was just compiled is not there", e);
        }
        text(folder.resolve("schema.sql"), new PostgresSchema(module, compiled, TENANT_SETTING).script());
    }

    private String provider() {
        StringBuilder name = new StringBuilder();
        for (String word : module.split("_", -1)) {
            name.append(word.isEmpty() ? "" : Names.capital(word));
        }
        return name + "Modules";
    }

    private String configuration() {
        return """
                # Belongs into the configuration of the service, beside persistence.mongo and persistence.postgres.
                persistence:
                  modules:
                    %s:
                      stage: legacy-only
                """.formatted(module);
    }

    private List<String> written() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(it -> folder.relativize(it).toString())
                    .filter(it -> !it.startsWith("classes"))
                    .sorted()
                    .toList();
        }
    }

    private static void text(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
