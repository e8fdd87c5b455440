// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.mongo.MongoBackend;

/**
 * A bounded context: the unit of migration. It owns one PostgreSQL schema, named as the module, and one MongoDB
 * database.
 *
 * @param name its name, which is that of its schema; of a cohort of tenants {@code module~cohort}
 * @param entityTypes its entity types
 */
public record ModuleDescriptor(String name, List<EntityType<?>> entityTypes) {

    /**
     * Takes an unmodifiable copy.
     *
     * @throws IllegalArgumentException if there is no entity type, one is of another module, or two share a table or a
     *     collection; the message lists every problem
     */
    public ModuleDescriptor {
        entityTypes = List.copyOf(entityTypes);
        List<String> problems = new ArrayList<>();
        if (entityTypes.isEmpty()) {
            problems.add("it has no entity type");
        }
        Set<String> tables = new HashSet<>();
        Set<String> collections = new HashSet<>();
        for (EntityType<?> type : entityTypes) {
            if (!type.module().equals(Cohort.moduleOf(name))) {
                problems.add(type + " is of module " + type.module());
            }
            MongoBackend.collectionsOf(type).stream()
                    .filter(it -> !collections.add(it))
                    .forEach(it -> problems.add("collection " + it + " is used twice"));
            tablesOf(type).stream()
                    .filter(it -> !tables.add(it))
                    .forEach(it -> problems.add("table " + it + " is used twice"));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.size() + " problem(s) in module " + name + ": " + String.join("; ", problems));
        }
    }

    /** A module of these entity types. */
    public static ModuleDescriptor of(String name, EntityType<?>... entityTypes) {
        return new ModuleDescriptor(name, List.of(entityTypes));
    }

    /** The module; its own name, unless this is a cohort of it. */
    public String module() {
        return Cohort.moduleOf(name);
    }

    /** The same entity types for one cohort of the module. */
    public ModuleDescriptor cohort(String cohort) {
        return new ModuleDescriptor(module() + Cohort.SEPARATOR + cohort, entityTypes);
    }

    private static List<String> tablesOf(EntityType<?> type) {
        List<String> tables = new ArrayList<>(List.of(type.table()));
        type.fields().forEach(field -> {
            if (field.type() instanceof FieldType.Child it) {
                tables.add(it.table());
            } else if (field.type() instanceof FieldType.ChildValues it) {
                tables.add(it.table());
            }
        });
        return tables;
    }
}
