// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.util.List;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.shape.ShapeExamination;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.StoredIndex;
import org.stellaops.persistence.spi.TargetBackend;

/** What the backends of a module say of their indexes. */
record BackendCatalogue(LegacyBackend legacy, TargetBackend target) implements ShapeExamination.Catalogue {

    @Override
    public List<StoredIndex> indexes(Side side, EntityType<?> type) {
        return side == Side.LEGACY ? legacy.indexes(type) : target.indexes(type);
    }

    @Override
    public String statement(Side side, EntityType<?> type, IndexDef index) {
        return side == Side.LEGACY ? legacy.indexStatement(type, index) : target.indexStatement(type, index);
    }

    @Override
    public ControlEntries entries(Side side) {
        return side == Side.LEGACY ? legacy.entries() : target.entries();
    }
}
