// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;
import org.stellaops.persistence.entity.FieldDef;

/** Names of Java and PostgreSQL for what documents call as they like. Each is used once. */
final class Names {

    private static final int LONGEST = 40;
    private static final int LONGEST_TABLE = 50;

    private final Set<String> used = new HashSet<>();
    private final Set<String> ofModule;

    /**
     * Names of one record.
     *
     * @param taken what {@link #ofModule} says of the records of the module so far
     */
    Names(Set<String> taken) {
        this.ofModule = new HashSet<>(taken);
    }

    /** Types and tables, which a module has once. */
    Set<String> ofModule() {
        return Set.copyOf(ofModule);
    }

    /** Keeps a name from being used. */
    void reserve(String name) {
        used.add(key(name));
    }

    /** A component for a member, within one that holds it. */
    String component(String member, String within) {
        String wanted = camel(member);
        String name = SourceVersion.isKeyword(wanted) || isTaken(wanted) ? wanted + "Value" : wanted;
        String free = name;
        for (int i = 2; !used.add(key(within.isEmpty() ? free : within + capital(free))); i++) {
            free = name + i;
        }
        return free;
    }

    /** Methods of every object cannot be components of a record. */
    private static boolean isTaken(String name) {
        return Set.of("clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait")
                .contains(name);
    }

    /** A type for a collection or a member, such as {@code Order} for {@code orders}. */
    String type(String plural) {
        String wanted = capital(camel(singular(plural)));
        String name = JavaSource.names(wanted) ? wanted + "Part" : wanted;
        String free = name;
        for (int i = 2; !ofModule.add("type " + free.toLowerCase(Locale.ROOT)); i++) {
            free = name + i;
        }
        return free;
    }

    /** A table for a collection or a member. */
    String table(String wanted) {
        String words = wanted.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("([a-z0-9])([A-Z])", "$1_$2");
        String name = words.toLowerCase(Locale.ROOT).replaceAll("_+", "_").replaceAll("^[^a-z]+|_$", "");
        String base = name.isEmpty() ? "documents" : name.substring(0, Math.min(LONGEST_TABLE, name.length()));
        String free = base;
        for (int i = 2; !ofModule.add("table " + free); i++) {
            free = base + "_" + i;
        }
        return free;
    }

    private static String key(String component) {
        return FieldDef.snakeCase(component);
    }

    private static String singular(String plural) {
        if (plural.matches(".*[^aeiou]ies")) {
            return plural.substring(0, plural.length() - 3) + "y";
        }
        return plural.matches(".*[^s]s") ? plural.substring(0, plural.length() - 1) : plural;
    }

    static String capital(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static String camel(String member) {
        StringBuilder name = new StringBuilder();
        for (String word : member.split("[^A-Za-z0-9]+", -1)) {
            if (!word.isEmpty()) {
                String plain = word.equals(word.toUpperCase(Locale.ROOT)) ? word.toLowerCase(Locale.ROOT) : word;
                name.append(
                        name.isEmpty()
                                ? plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1)
                                : capital(plain));
            }
        }
        if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
            name.insert(0, name.isEmpty() ? "member" : "n");
        }
        return name.substring(0, Math.min(LONGEST, name.length()));
    }
}
