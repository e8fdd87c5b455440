package org.stellaops.persistence.modules;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** The modules that the library ships, for tools that look them up by name. */
public final class Catalogue {

    private static final List<ModuleDescriptor> MODULES = List.of(VulnModule.descriptor());

    private Catalogue() {}

    /** The module of a name. */
    public static Optional<ModuleDescriptor> find(String name) {
        return MODULES.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /** The names of all of them, in order. */
    public static List<String> names() {
        return MODULES.stream().map(ModuleDescriptor::name).sorted().toList();
    }
}
