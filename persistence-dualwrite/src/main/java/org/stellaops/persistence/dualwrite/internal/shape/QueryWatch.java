// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.shape;

import java.util.List;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Sort;

/** Is told of the queries that callers make, on their threads; waits for nothing and asks no store. */
public interface QueryWatch {

    /** Notes nothing. */
    QueryWatch NONE = (type, where, sorts) -> {};

    /** A query was answered. */
    void asked(EntityType<?> type, Condition where, List<Sort> sorts);
}
