// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.shape;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.shape.QueryShape;
import org.stellaops.persistence.dualwrite.shape.QueryShapePolicy;
import org.stellaops.persistence.dualwrite.shape.SeenShapes;
import org.stellaops.persistence.dualwrite.shape.ShapeIndexes;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.StoredIndex;

/**
 * Compares the query shapes that callers use with the indexes of the stores that the stage uses, in the background, and reports
 * each shape that none serves once for each store. A store that has no index of a type at all has no table or collection for it yet;
 * its shapes are judged when it has.
 */
public final class ShapeExamination implements AutoCloseable {

    private final List<EntityType<?>> types;
    private final String module;
    private final Supplier<Stage> stages;
    private final Catalogue catalogue;
    private final QueryShapePolicy policy;
    private final DualWriteListener listener;
    private final MetShapes met;
    private final SupervisedLoop loop;

    /** What the stores say of their indexes. */
    public interface Catalogue {

        /** The indexes of a type. */
        List<StoredIndex> indexes(Side side, EntityType<?> type);

        /** The statement that makes an index; empty if there is none. */
        String statement(Side side, EntityType<?> type, IndexDef index);

        /** What is kept beside the control record. */
        ControlEntries entries(Side side);
    }

    public ShapeExamination(
            String module,
            List<EntityType<?>> types,
            Supplier<Stage> stages,
            Catalogue catalogue,
            QueryShapePolicy policy,
            DualWriteListener listener,
            Supervisor supervisor,
            RandomGenerator random) {
        this.module = module;
        this.types = types;
        this.stages = stages;
        this.catalogue = catalogue;
        this.policy = policy;
        this.listener = listener;
        this.met = new MetShapes(policy.atMost());
        this.loop = supervisor.loop(
                "query-shapes", "persistence-" + module + "-query-shapes", policy.every(), this::examine, random);
    }

    /** What callers' queries are told to. */
    public QueryWatch watch() {
        return met;
    }

    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    /** One pass; there is never more to do at once. */
    private boolean examine() {
        Stage stage = stages.get();
        for (EntityType<?> type : types) {
            keep(type, stage.leader());
            examine(type, stage.leader());
            if (stage.writes() == Reach.BOTH) {
                examineFollower(type, stage.leader() == Side.LEGACY ? Side.TARGET : Side.LEGACY);
            }
        }
        return false;
    }

    private void keep(EntityType<?> type, Side leader) {
        List<QueryShape> unkept = met.unkept(type);
        if (!unkept.isEmpty()) {
            new SeenShapes(catalogue.entries(leader)).add(type.name(), unkept, policy.atMost());
            met.kept(type, unkept);
        }
    }

    /** That the follower does not answer is for those to report who need it; its shapes stay open. */
    private void examineFollower(EntityType<?> type, Side follower) {
        try {
            examine(type, follower);
        } catch (StoreException e) {
            return;
        }
    }

    private void examine(EntityType<?> type, Side side) {
        List<QueryShape> open = met.open(type, side);
        if (open.isEmpty()) {
            return;
        }
        List<StoredIndex> indexes = catalogue.indexes(side, type);
        if (indexes.isEmpty()) {
            return;
        }
        ShapeIndexes judge = new ShapeIndexes(type, side, indexes);
        for (QueryShape shape : open) {
            if (!judge.serve(shape)) {
                listener.on(new DualWriteEvent.QueryNotServed(
                        module, type.name(), side, shape.toString(), statements(type, side, judge.wanted(shape))));
            }
            met.examined(type, side, shape);
        }
    }

    private String statements(EntityType<?> type, Side side, List<IndexDef> wanted) {
        return wanted.stream()
                .map(it -> catalogue.statement(side, type, it))
                .filter(it -> !it.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
