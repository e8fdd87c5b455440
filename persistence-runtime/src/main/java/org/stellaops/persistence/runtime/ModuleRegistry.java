// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.stellaops.persistence.cutover.Cohort;

/**
 * The modules of all {@link ModuleProvider}s that a class loader sees, by their names.
 *
 * <p>Immutable, so safe for concurrent use.
 */
public final class ModuleRegistry {

    private final Map<String, ModuleDescriptor> modules;

    private ModuleRegistry(Map<String, ModuleDescriptor> modules) {
        this.modules = modules;
    }

    /** A provider, and what it provides under one name. */
    private record Provided(ModuleDescriptor module, ModuleProvider by) {}

    /**
     * Asks every provider that the class loader sees.
     *
     * @throws IllegalStateException if a provider cannot be loaded, or two provide modules of the same name; the message says
     *     which, and where each comes from
     */
    public static ModuleRegistry load(ClassLoader loader) {
        return of(providers(loader));
    }

    /**
     * Asks these providers.
     *
     * @throws IllegalStateException if two provide modules of the same name
     */
    public static ModuleRegistry of(List<? extends ModuleProvider> providers) {
        Map<String, Provided> provided = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (ModuleProvider provider : providers) {
            for (ModuleDescriptor module : provider.modules()) {
                Provided first = provided.putIfAbsent(module.name(), new Provided(module, provider));
                if (first != null) {
                    problems.add("module " + module.name() + " is provided by " + nameOf(first.by()) + " and by "
                            + nameOf(provider));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems)
                    + "; leave one of the jars out, or give one of the modules another name");
        }
        Map<String, ModuleDescriptor> modules = new TreeMap<>();
        provided.forEach((name, it) -> modules.put(name, it.module()));
        return new ModuleRegistry(modules);
    }

    /** The module of a name, or the cohort of a name such as {@code module~cohort}. */
    public Optional<ModuleDescriptor> find(String name) {
        Optional<ModuleDescriptor> module = Optional.ofNullable(modules.get(Cohort.moduleOf(name)));
        return name.contains(Cohort.SEPARATOR)
                ? module.map(it -> it.cohort(name.substring(name.indexOf(Cohort.SEPARATOR) + 1)))
                : module;
    }

    /** The names of all modules, in order. */
    public List<String> names() {
        return List.copyOf(modules.keySet());
    }

    /** All modules, in the order of their names. */
    public List<ModuleDescriptor> modules() {
        return List.copyOf(modules.values());
    }

    private static List<ModuleProvider> providers(ClassLoader loader) {
        List<ModuleProvider> providers = new ArrayList<>();
        try {
            ServiceLoader.load(ModuleProvider.class, loader).forEach(providers::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "tried to load the module providers that META-INF/services names: " + e.getMessage()
                            + (cause == e ? "" : " (" + cause + ")")
                            + "; check that the jar is complete and was built for this version of the library",
                    e);
        }
        return providers;
    }

    private static String nameOf(ModuleProvider provider) {
        CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
        URL place = source == null ? null : source.getLocation();
        return provider.getClass().getName() + (place == null ? "" : " of " + place);
    }
}
