// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.cli.infer.ProposedField.Kind;
import org.stellaops.persistence.cli.infer.ProposedField.ProposedRecord;
import org.stellaops.persistence.entity.LegacyNaming;

/** Writes proposals as Java. Pure. */
final class JavaSource {

    private static final String ENTITY = "org.stellaops.persistence.entity.";

    /** What a source may name, by its simple name. */
    private static final Map<String, String> IMPORTS = new TreeMap<>(Map.ofEntries(
            Map.entry("JsonNode", "com.fasterxml.jackson.databind.JsonNode"),
            Map.entry("BigDecimal", "java.math.BigDecimal"),
            Map.entry("Instant", "java.time.Instant"),
            Map.entry("LocalDate", "java.time.LocalDate"),
            Map.entry("List", "java.util.List"),
            Map.entry("Map", "java.util.Map"),
            Map.entry("UUID", "java.util.UUID"),
            Map.entry("ObjectId", "org.bson.types.ObjectId"),
            Map.entry("Nullable", "org.jspecify.annotations.Nullable")));

    private static final List<String> OF_ENTITY = List.of(
            "Absent",
            "Child",
            "Entity",
            "Flat",
            "Id",
            "IdKind",
            "Index",
            "Json",
            "LegacyDocument",
            "LegacyId",
            "LegacyName",
            "LegacyNaming",
            "Remainder",
            "Stored",
            "StoredAs",
            "Tenancy",
            "Unique");

    private JavaSource() {}

    /** Whether a source means another class by this simple name. */
    static boolean names(String simpleName) {
        return IMPORTS.containsKey(simpleName) || OF_ENTITY.contains(simpleName) || isOfJavaLang(simpleName);
    }

    private static boolean isOfJavaLang(String simpleName) {
        try {
            return Class.forName("java.lang." + simpleName).getSimpleName().equals(simpleName);
        } catch (ClassNotFoundException | LinkageError e) {
            // Where file names know no case, another case is an error of its own.
            return false;
        }
    }

    /** The source file of an entity type. */
    static String of(ProposedType type, String javaPackage, CollectionProfile profile) {
        String body = entity(type, profile);
        return "package " + javaPackage + ";\n\n" + imports(body) + "\n" + body;
    }

    /** The source file of what names the types of a module to the command line. */
    static String provider(List<ProposedType> types, String javaPackage, String name) {
        String classes = types.stream()
                .map(it -> "EntityType.of(" + it.name() + ".class)")
                .collect(Collectors.joining(",\n                                "));
        return """
                package %s;

                import java.util.List;
                import org.stellaops.persistence.entity.EntityType;
                import org.stellaops.persistence.runtime.ModuleDescriptor;
                import org.stellaops.persistence.runtime.ModuleProvider;

                /** Names the module to the command line; its name stands in META-INF/services. */
                public final class %s implements ModuleProvider {

                    /** For java.util.ServiceLoader. */
                    public %s() {}

                    @Override
                    public List<ModuleDescriptor> modules() {
                        return List.of(ModuleDescriptor.of(
                                "%s",
                                %s));
                    }
                }
                """.formatted(javaPackage, name, name, types.get(0).module(), classes);
    }

    private static String imports(String body) {
        Map<String, String> known = new TreeMap<>(IMPORTS);
        OF_ENTITY.forEach(it -> known.put(it, ENTITY + it));
        return known.entrySet().stream()
                .filter(it -> body.matches("(?s).*\\b" + it.getKey() + "\\b.*"))
                .map(it -> "import " + it.getValue() + ";\n")
                .sorted()
                .collect(Collectors.joining());
    }

    private static String entity(ProposedType type, CollectionProfile profile) {
        StringBuilder source = new StringBuilder();
        source.append("/**\n * A document of the collection ").append(JavaText.comment(type.collection()));
        source.append(", proposed from ")
                .append(profile.documents())
                .append(profile.isComplete() ? " documents, all of them" : " documents, a sample");
        source.append(".\n");
        if (!type.notes().isEmpty()) {
            source.append(" *\n * <p>To look at:\n * <ul>\n");
            type.notes()
                    .forEach(it ->
                            source.append(" * <li>").append(html(it.toString())).append("\n"));
            source.append(" * </ul>\n");
        }
        source.append(" */\n").append(entityAnnotation(type)).append(legacyAnnotation(type));
        source.append("public record ").append(type.name()).append("(\n");
        List<String> components = new ArrayList<>(List.of("        " + type.idType() + " " + type.idComponent()));
        type.fields().forEach(it -> components.add("        " + component(it, type.naming())));
        source.append(String.join(",\n", components)).append(") {");
        List<ProposedRecord> nested = type.fields().stream()
                .map(ProposedField::nested)
                .filter(it -> !it.fields().isEmpty())
                .toList();
        nested.forEach(it -> source.append("\n\n").append(nested(it, type.naming())));
        return source.append(nested.isEmpty() ? "" : "\n").append("}\n").toString();
    }

    private static String html(String text) {
        return JavaText.comment(text).replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;");
    }

    private static String entityAnnotation(ProposedType type) {
        List<String> parts = new ArrayList<>();
        parts.add("module = " + JavaText.quoted(type.module()));
        parts.add("table = " + JavaText.quoted(type.table()));
        if (!type.collection().equals(type.table())) {
            parts.add("collection = " + JavaText.quoted(type.collection()));
        }
        if (!type.tenant().isEmpty()) {
            parts.add("tenancy = Tenancy.TENANT");
        }
        parts.addAll(grouped("unique", type.keys().unique()));
        parts.addAll(grouped("indexes", type.keys().indexes()));
        return "@Entity(\n        " + String.join(",\n        ", parts) + ")\n";
    }

    private static List<String> grouped(String name, List<String> annotations) {
        return annotations.isEmpty()
                ? List.of()
                : List.of(name + " = {\n            " + String.join(",\n            ", annotations) + "\n        }");
    }

    private static String legacyAnnotation(ProposedType type) {
        List<String> parts = new ArrayList<>();
        if (type.naming() != LegacyNaming.AS_FIELD) {
            parts.add("naming = LegacyNaming." + type.naming());
        }
        if (!type.tenant().isEmpty()) {
            parts.add("tenant = " + JavaText.quoted(type.tenant()));
            parts.add("tenantKind = IdKind." + type.tenantKind());
        }
        return "@LegacyDocument" + (parts.isEmpty() ? "" : "(" + String.join(", ", parts) + ")") + "\n";
    }

    private static String component(ProposedField field, LegacyNaming naming) {
        boolean named = field.kind() == Kind.REMAINDER
                || naming.memberOf(field.component()).equals(field.member());
        String name = named ? "" : "@LegacyName(" + JavaText.quoted(field.member()) + ")";
        String nullable = field.nullable() ? "@Nullable" : "";
        // Of an array type the annotation would be about its elements.
        String type = field.nullable() && field.type().endsWith("[]")
                ? field.type().replace("[]", " @Nullable []")
                : (nullable + " " + field.type()).strip();
        return Stream.concat(
                        Stream.concat(Stream.of(name), field.annotations().stream()),
                        Stream.of(type, field.component()))
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String nested(ProposedRecord record, LegacyNaming naming) {
        return "    /** Within it. */\n    public record " + record.name() + "(\n"
                + record.fields().stream()
                        .map(it -> "            " + component(it, naming))
                        .collect(Collectors.joining(",\n"))
                + ") {}";
    }
}
