// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.shape.QueryShape;
import org.stellaops.persistence.dualwrite.shape.SeenShapes;
import org.stellaops.persistence.dualwrite.shape.ShapeIndexes;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.runtime.IndexReport.Finding;
import org.stellaops.persistence.runtime.IndexReport.Kind;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.StoredIndex;

/** The queries of an entity type that services have made, compared with indexes. */
final class SeenQueries {

    private final EntityType<?> type;
    private final List<QueryShape> shapes;

    /** Those that are kept beside the control records. */
    SeenQueries(EntityType<?> type, List<ControlEntries> entries) {
        this.type = type;
        this.shapes = entries.stream()
                .flatMap(it -> new SeenShapes(it).list(type.name()).stream())
                .distinct()
                .toList();
    }

    /** A store without any index has no table or collection of the type yet, which is for others to say. */
    List<Finding> unserved(Side side, List<StoredIndex> indexes, Function<IndexDef, String> statements) {
        ShapeIndexes judge = new ShapeIndexes(type, side, indexes);
        return indexes.isEmpty()
                ? List.of()
                : shapes.stream()
                        .filter(it -> !judge.serve(it))
                        .map(it -> finding(side, it, judge.wanted(it), statements))
                        .toList();
    }

    private static Finding finding(
            Side side, QueryShape shape, List<IndexDef> wanted, Function<IndexDef, String> statements) {
        String statement = wanted.stream()
                .map(statements)
                .filter(it -> !it.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
        return new Finding(
                Kind.UNSERVED,
                side == Side.LEGACY ? "legacy" : "target",
                "no index of the " + (side == Side.LEGACY ? "collection" : "target") + " serves the query [" + shape
                        + "], which services make" + (statement.isEmpty() ? "; none would" : ""),
                statement);
    }
}
