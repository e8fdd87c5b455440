// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** The module {@code authority}: identity, clients, tokens and licenses. Tables in {@code db/authority}. */
public final class AuthorityModule {

    private AuthorityModule() {}

    /** The module with its entity types, in the order in which they refer to each other. */
    public static ModuleDescriptor descriptor() {
        return ModuleDescriptor.of(
                "authority",
                EntityType.of(Tenant.class),
                EntityType.of(Scope.class),
                EntityType.of(Role.class),
                EntityType.of(User.class),
                EntityType.of(ServiceAccount.class),
                EntityType.of(Client.class),
                EntityType.of(Token.class),
                EntityType.of(Revocation.class),
                EntityType.of(LoginAttempt.class),
                EntityType.of(License.class),
                EntityType.of(LicenseUsage.class));
    }
}
