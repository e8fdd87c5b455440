// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.shape;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.shape.QueryShape;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Sort;

/**
 * The query shapes that this process has met, up to a number, and what was done with each.
 *
 * <p>{@link #asked} is for any thread; everything else is for the one that examines them.
 */
final class MetShapes implements QueryWatch {

    private final int atMost;
    private final AtomicInteger count = new AtomicInteger();
    private final Map<Met, State> met = new ConcurrentHashMap<>();

    MetShapes(int atMost) {
        this.atMost = atMost;
    }

    /** A shape of an entity type. */
    record Met(String entity, QueryShape shape) {}

    /** What was done with a shape. Of the thread that examines it. */
    private static final class State {
        private final Set<Side> examined = EnumSet.noneOf(Side.class);
        private boolean kept;
    }

    /** Once as many are known as are told apart, not even the shape of a query is looked at. */
    @Override
    public void asked(EntityType<?> type, Condition where, List<Sort> sorts) {
        if (count.get() >= atMost) {
            return;
        }
        Met shape = new Met(type.name(), QueryShape.of(type, where, sorts));
        if (!met.containsKey(shape) && met.putIfAbsent(shape, new State()) == null) {
            count.incrementAndGet();
        }
    }

    /** Those of a type that were not judged by the indexes of a store yet. */
    List<QueryShape> open(EntityType<?> type, Side side) {
        List<QueryShape> open = new ArrayList<>();
        met.forEach((it, state) -> {
            if (it.entity().equals(type.name()) && !state.examined.contains(side)) {
                open.add(it.shape());
            }
        });
        return open;
    }

    void examined(EntityType<?> type, Side side, QueryShape shape) {
        State state = met.get(new Met(type.name(), shape));
        if (state != null) {
            state.examined.add(side);
        }
    }

    /** Those of a type that are not kept in a store yet. */
    List<QueryShape> unkept(EntityType<?> type) {
        List<QueryShape> unkept = new ArrayList<>();
        met.forEach((it, state) -> {
            if (it.entity().equals(type.name()) && !state.kept) {
                unkept.add(it.shape());
            }
        });
        return unkept;
    }

    void kept(EntityType<?> type, List<QueryShape> shapes) {
        for (QueryShape shape : shapes) {
            State state = met.get(new Met(type.name(), shape));
            if (state != null) {
                state.kept = true;
            }
        }
    }
}
