// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.ModuleProvider;

/** Names the module for this service and, by {@code META-INF/services}, for the command line. */
public final class ShopModule implements ModuleProvider {

    /** For {@link java.util.ServiceLoader}. */
    public ShopModule() {}

    /** The module: its name, and all of its types. */
    public static ModuleDescriptor descriptor() {
        return ModuleDescriptor.of("shop", EntityType.of(Order.class), EntityType.of(Product.class));
    }

    @Override
    public List<ModuleDescriptor> modules() {
        return List.of(descriptor());
    }
}
