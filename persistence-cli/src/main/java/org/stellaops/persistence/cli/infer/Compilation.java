// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;

/** Compiles proposals with the compiler of the JDK that runs the command. */
final class Compilation {

    private final JavaCompiler compiler;

    private Compilation(JavaCompiler compiler) {
        this.compiler = compiler;
    }

    /** The compiler; empty where a JRE runs the command. */
    static Optional<Compilation> ofThisJdk() {
        return Optional.ofNullable(ToolProvider.getSystemJavaCompiler()).map(Compilation::new);
    }

    /** Compiles the sources below a folder into another one. */
    void compile(Path sources, Path classes) throws IOException {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, Locale.ROOT, null);
                Stream<Path> all = Files.walk(sources)) {
            List<Path> java =
                    all.filter(it -> it.toString().endsWith(".java")).sorted().toList();
            Files.createDirectories(classes);
            List<String> options = List.of("-d", classes.toString(), "-classpath", classPath(), "-proc:none");
            boolean done = compiler.getTask(
                            null, files, problems, options, null, files.getJavaFileObjectsFromPaths(java))
                    .call();
            if (!done) {
                throw new CommandFailure(
                        ExitCode.INTERNAL,
                        "what was written does not compile, which is a defect of this command; the sources are in "
                                + sources
                                + ": "
                                + problems.getDiagnostics().stream()
                                        .limit(3)
                                        .map(it -> it.getMessage(Locale.ROOT))
                                        .collect(Collectors.joining("; ")));
            }
        }
    }

    /** Class paths of the process, where a manifest may name the rest. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** A loader of compiled classes. */
    static URLClassLoader loader(Path classes) {
        try {
            return new URLClassLoader(
                    new URL[] {classes.toUri().toURL()}, Thread.currentThread().getContextClassLoader());
        } catch (MalformedURLException e) {
            throw new IllegalStateException("the folder " + classes + " has no address", e);
        }
    }

    /** A jar of everything below a folder. */
    static void jar(Path folder, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(each).toString().replace('\\', '/')));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
    }
}
