// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Collection;
import org.stellaops.persistence.entity.EntityType;

/** What has to be there in a module's schema before a statement is sent. */
interface Preparation {

    /** Makes sure that the tables of the protocol are there. */
    void ensure();

    /** Makes sure that the tables of the type are there as well. */
    void ensure(EntityType<?> type);

    /** Makes sure that the tables of these types are there, all at once. */
    void prepare(Collection<? extends EntityType<?>> types);
}
