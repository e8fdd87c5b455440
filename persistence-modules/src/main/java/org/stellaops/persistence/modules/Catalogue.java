package org.stellaops.persistence.modules;

import java.util.List;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.ModuleProvider;

/** The modules that this library knows. */
public final class Catalogue implements ModuleProvider {

    /** For {@link java.util.ServiceLoader}. */
    public Catalogue() {}

    @Override
    public List<ModuleDescriptor> modules() {
        return List.of(VulnModule.descriptor());
    }
}
