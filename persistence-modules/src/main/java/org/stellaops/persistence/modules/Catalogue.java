// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.modules.audit.AuditModule;
import org.stellaops.persistence.modules.authority.AuthorityModule;
import org.stellaops.persistence.modules.issuer.IssuerModule;
import org.stellaops.persistence.modules.notify.NotifyModule;
import org.stellaops.persistence.modules.policy.PolicyModule;
import org.stellaops.persistence.modules.scheduler.SchedulerModule;
import org.stellaops.persistence.modules.vex.VexModule;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.ModuleProvider;

/** The modules that this library knows. */
public final class Catalogue implements ModuleProvider {

    private static final List<ModuleDescriptor> MODULES = List.of(
            AuthorityModule.descriptor(),
            SchedulerModule.descriptor(),
            NotifyModule.descriptor(),
            PolicyModule.descriptor(),
            VulnModule.descriptor(),
            VexModule.descriptor(),
            IssuerModule.descriptor(),
            AuditModule.descriptor());

    /** For {@link java.util.ServiceLoader}. */
    public Catalogue() {}

    /** The module of a name. */
    public static Optional<ModuleDescriptor> find(String name) {
        return MODULES.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /** The names of all of them, in order. */
    public static List<String> names() {
        return MODULES.stream().map(ModuleDescriptor::name).sorted().toList();
    }

    /** All of them, in the order in which they are converted. */
    @Override
    public List<ModuleDescriptor> modules() {
        return MODULES;
    }
}
