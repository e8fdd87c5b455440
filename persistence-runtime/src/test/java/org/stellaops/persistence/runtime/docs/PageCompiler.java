// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes one class of the Java blocks of a page, and compiles it. */
final class PageCompiler {

    /** What the page's code may use without declaring it. Local variables of a block may hide a field. */
    private static final String FIXTURE = """
            public static Path path;
            public static Config config;
            public static Persistence persistence;
            public static PersistenceModule module;
            public static ModuleDescriptor descriptor;
            public static EntityStore<Order> orders;
            public static EntityType<?> type;
            public static RecordKey key;
            public static Order order;
            public static Order changed;
            public static Versioned<Order> found;
            """;

    private static final List<String> IMPORTS = List.of(
            "java.math.*",
            "java.nio.file.Path",
            "java.time.*",
            "java.util.*",
            "java.util.function.*",
            "com.fasterxml.jackson.databind.JsonNode",
            "org.bson.types.ObjectId",
            "org.jspecify.annotations.Nullable",
            "org.junit.jupiter.api.Test",
            "org.junit.jupiter.api.extension.ExtendWith",
            "org.stellaops.persistence.*",
            "org.stellaops.persistence.cutover.*",
            "org.stellaops.persistence.dualwrite.admission.*",
            "org.stellaops.persistence.dualwrite.backfill.*",
            "org.stellaops.persistence.dualwrite.deadletter.*",
            "org.stellaops.persistence.dualwrite.divergence.*",
            "org.stellaops.persistence.dualwrite.event.*",
            "org.stellaops.persistence.dualwrite.gate.*",
            "org.stellaops.persistence.dualwrite.preflight.*",
            "org.stellaops.persistence.dualwrite.repair.*",
            "org.stellaops.persistence.dualwrite.tombstone.*",
            "org.stellaops.persistence.dualwrite.unreadable.*",
            "org.stellaops.persistence.dualwrite.verify.*",
            "org.stellaops.persistence.entity.*",
            "org.stellaops.persistence.query.*",
            "org.stellaops.persistence.runtime.*",
            "org.stellaops.persistence.runtime.cutover.*",
            "org.stellaops.persistence.runtime.config.Config",
            "org.stellaops.persistence.spi.*",
            "org.stellaops.persistence.testkit.engine.*",
            "org.stellaops.persistence.value.*");

    private final Path directory;

    PageCompiler(Path directory) {
        this.directory = directory;
    }

    /** The compiled class; the code of block number n is its method {@code block<n>}. */
    Class<?> compile(String name, List<CodeBlock> sharedTypes, List<CodeBlock> blocks)
            throws IOException, ReflectiveOperationException {
        String source = source(name, sharedTypes, blocks);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-d", directory.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none");
        boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(file(name, source)))
                .call();
        if (!compiled) {
            throw new AssertionError(name + " does not compile:\n" + messages + "\n" + source);
        }
        URL[] urls = {directory.toUri().toURL()};
        return new URLClassLoader(urls, PageCompiler.class.getClassLoader()).loadClass(name);
    }

    private static String source(String name, List<CodeBlock> sharedTypes, List<CodeBlock> blocks) {
        StringBuilder source = new StringBuilder();
        IMPORTS.forEach(it -> source.append("import ").append(it).append(";\n"));
        blocks.stream()
                .filter(it -> it.role().equals("imports"))
                .forEach(it -> source.append(it.text()).append('\n'));
        source.append("public class ").append(name).append(" {\n").append(FIXTURE);
        sharedTypes.forEach(it -> source.append(it.text()).append('\n'));
        for (int i = 0; i < blocks.size(); i++) {
            CodeBlock block = blocks.get(i);
            source.append("// ").append(block).append('\n');
            if (block.role().equals("code") || block.role().equals("compile")) {
                source.append("public static void block").append(i).append("() throws Exception {\n");
                source.append(block.text()).append("\n}\n");
            } else if (!block.role().equals("imports")) {
                source.append(block.text()).append('\n');
            }
        }
        return source.append("}\n").toString().lines().collect(Collectors.joining("\n"));
    }

    private static JavaFileObject file(String name, String source) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
