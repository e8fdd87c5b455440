// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import org.stellaops.persistence.runtime.PersistenceBuilder;

/** A bean of this type changes how the stores are opened: gates, listeners, a second data source. Called in bean order. */
@FunctionalInterface
public interface PersistenceCustomizer {

    /** Changes the builder, after the starter has. */
    void customize(PersistenceBuilder builder);
}
