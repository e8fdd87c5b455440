// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Modules that are only looked at. Nothing is written to either database: no table, collection, index, schema or role is
 * made, sessions of PostgreSQL are read-only, and what is missing is reported as empty.
 *
 * <pre>{@code
 * try (Inspection inspection = Persistence.builder(Config.load(path)).modules(shop).inspect()) {
 *     ModuleStatus status = inspection.module("shop").status();
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Opening does not wait for the databases; closing closes
 * connections. <b>Nulls.</b> Neither accepted nor returned.
 */
public final class Inspection implements AutoCloseable {

    private final Map<String, ModuleInspection> modules = new LinkedHashMap<>();

    Inspection(Collection<ModuleInspection> modules) {
        modules.forEach(it -> this.modules.put(it.name(), it));
    }

    /** All modules, in the order in which they were given. */
    public List<ModuleInspection> modules() {
        return List.copyOf(modules.values());
    }

    /**
     * One module.
     *
     * @throws IllegalArgumentException if it was not opened
     */
    public ModuleInspection module(String name) {
        ModuleInspection module = modules.get(name);
        if (module == null) {
            throw new IllegalArgumentException("module " + name + " was not opened, but " + modules.keySet());
        }
        return module;
    }

    /** Closes the connections to both databases. Closing twice is harmless. */
    @Override
    public void close() {
        Closing.all(modules.values().stream().<Runnable>map(it -> it::close).toList());
    }
}
