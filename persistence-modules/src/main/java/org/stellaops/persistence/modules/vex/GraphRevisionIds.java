// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** Ids of graph revisions: the same inputs give the same id, whoever computes it, when, and in which order parts arrived. */
public final class GraphRevisionIds {

    private static final EntityType<GraphRevision> TYPE = EntityType.of(GraphRevision.class);

    private static final Comparator<GraphRevision.Node> NODES = Comparator.comparing(GraphRevision.Node::nodeKey);

    private static final Comparator<GraphRevision.Edge> EDGES = Comparator.comparing(GraphRevision.Edge::fromKey)
            .thenComparing(GraphRevision.Edge::toKey)
            .thenComparing(GraphRevision.Edge::relation);

    private GraphRevisionIds() {}

    /** This revision with nodes and edges in their defined order, their numbers, and the id that follows from all of it. */
    public static GraphRevision identified(GraphRevision draft) {
        List<GraphRevision.Node> nodes = draft.nodes().stream().sorted(NODES).toList();
        List<GraphRevision.Edge> edges = draft.edges().stream().sorted(EDGES).toList();
        GraphRevision ordered = with(draft, draft.id(), nodes, edges);
        Struct inputs = TYPE.codec().contentOf(ordered).without("createdAt").without("createdBy");
        return with(draft, ContentHash.of(inputs).toString(), nodes, edges);
    }

    /** Whether a revision has the id that its inputs give. */
    public static boolean isIdentified(GraphRevision revision) {
        return Objects.equals(identified(revision).id(), revision.id());
    }

    private static GraphRevision with(
            GraphRevision draft, String id, List<GraphRevision.Node> nodes, List<GraphRevision.Edge> edges) {
        return new GraphRevision(
                id,
                draft.projectId(),
                draft.parentRevisionId(),
                draft.sbomDigest(),
                draft.feedSnapshot(),
                draft.policyVersion(),
                nodes.size(),
                edges.size(),
                draft.createdBy(),
                draft.createdAt(),
                nodes,
                edges);
    }
}
