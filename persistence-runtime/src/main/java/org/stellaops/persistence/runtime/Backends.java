// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * Opens the two sides of a module. The caller owns what is opened, and opens both anew for each try to open a module whose databases
 * cannot be reached at start.
 *
 * <p><b>Blocking.</b> May wait for a database, and creates missing schemas, tables and collections.
 * <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException} if a database that is needed at once does not answer.
 */
public interface Backends {

    /** The legacy side of a module. */
    LegacyBackend legacy(ModuleDescriptor module, ModuleSettings settings);

    /** The target side of a module. */
    TargetBackend target(ModuleDescriptor module, ModuleSettings settings);
}
