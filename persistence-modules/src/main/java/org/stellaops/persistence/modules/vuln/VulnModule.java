package org.stellaops.persistence.modules.vuln;

import org.stellaops.persistence.runtime.ModuleDescriptor;

/** The module {@code vuln}: what Concelier stores of vulnerability advisories. */
public final class VulnModule {

    private VulnModule() {}

    /** The module with its entity types. */
    public static ModuleDescriptor descriptor() {
        return ModuleDescriptor.of("vuln", Advisories.TYPE);
    }
}
