// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of the class path, which several folders and jars may contribute to. */
final class ClassPathFolder {

    private final String path;

    /** The folder of this path, without slashes at its ends. */
    public ClassPathFolder(String path) {
        this.path = path;
    }

    /** The texts of the files with this ending by their names, without those of sub-folders. */
    public Map<String, String> files(String ending) {
        Map<String, String> files = new TreeMap<>();
        try {
            for (URL url : Collections.list(loader().getResources(path))) {
                read(url, ending, files);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading the folder " + path + " of the class path failed", e);
        }
        return files;
    }

    private static ClassLoader loader() {
        @Nullable ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread == null ? ClassPathFolder.class.getClassLoader() : ofThread;
    }

    private void read(URL url, String ending, Map<String, String> files) throws IOException {
        if (url.openConnection() instanceof JarURLConnection connection) {
            // A cached jar is shared with others, who may close it.
            connection.setUseCaches(false);
            try (JarFile jar = connection.getJarFile()) {
                readJar(jar, ending, files);
            }
        } else {
            readFolder(Path.of(URI.create(url.toString())), ending, files);
        }
    }

    private void readJar(JarFile jar, String ending, Map<String, String> files) throws IOException {
        String prefix = path + "/";
        List<JarEntry> entries = Collections.list(jar.entries());
        for (JarEntry entry : entries) {
            String name = entry.getName();
            if (name.startsWith(prefix) && name.endsWith(ending) && name.indexOf('/', prefix.length()) < 0) {
                try (InputStream in = jar.getInputStream(entry)) {
                    put(files, name.substring(prefix.length()), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
    }

    private void readFolder(Path folder, String ending, Map<String, String> files) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(ending)) {
                    put(files, name, Files.readString(file));
                }
            }
        }
    }

    private void put(Map<String, String> files, String name, String text) {
        @Nullable String before = files.put(name, text);
        if (before != null && !before.equals(text)) {
            throw new IllegalArgumentException("the class path has two different files " + path + "/" + name);
        }
    }
}
