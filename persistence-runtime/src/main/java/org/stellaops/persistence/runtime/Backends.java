package org.stellaops.persistence.runtime;

import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * Opens the two sides of a module. What is opened belongs to the caller.
 *
 * <p><b>Blocking.</b> May wait for a database, and makes schemas, tables and collections that are missing. <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException} if a database that is needed at once does not answer.
 */
public interface Backends {

    /** The legacy side of a module. */
    LegacyBackend legacy(ModuleDescriptor module, ModuleSettings settings);

    /** The target side of a module. */
    TargetBackend target(ModuleDescriptor module, ModuleSettings settings);
}
