// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.runtime.ModuleRegistry;

/**
 * The modules of the class path and of further jars, which have a class loader of their own until this is closed. It is the
 * context class loader of the thread meanwhile, so that the migrations of those jars are found too.
 */
final class LoadedModules implements AutoCloseable {

    private final URLClassLoader loader;
    private final ModuleRegistry registry;
    private final @Nullable ClassLoader before = Thread.currentThread().getContextClassLoader();

    private LoadedModules(URLClassLoader loader, ModuleRegistry registry) {
        this.loader = loader;
        this.registry = registry;
        Thread.currentThread().setContextClassLoader(loader);
    }

    /** Loads the providers; what cannot be used is a {@link CommandFailure}. */
    static LoadedModules of(List<Path> jars) {
        List<Path> unreadable = jars.stream()
                .filter(it -> !Files.isRegularFile(it) || !Files.isReadable(it))
                .toList();
        if (!unreadable.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, "--jars: " + unreadable + " cannot be read; name files that exist");
        }
        URLClassLoader loader = new URLClassLoader(
                "modules", jars.stream().map(LoadedModules::url).toArray(URL[]::new), parent());
        try {
            return new LoadedModules(loader, ModuleRegistry.load(loader));
        } catch (IllegalStateException e) {
            close(loader);
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, (jars.isEmpty() ? "" : "--jars: ") + String.valueOf(e.getMessage()));
        }
    }

    ModuleRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
        close(loader);
    }

    /** In a service that is one jar, the loader of its threads sees its providers. */
    private static ClassLoader parent() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? LoadedModules.class.getClassLoader() : context;
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "--jars: " + jar + " is no path of a file");
        }
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
