// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Field;

/**
 * A dependency graph. Its id is computed from its inputs: the same inputs, the same id.
 *
 * @param id unique within the tenant
 * @param nodes the nodes of a revision
 * @param edges the edges of a revision, between keys of its nodes
 */
@Entity(module = "vex", table = "graph_revisions", tenancy = Tenancy.TENANT)
public record GraphRevision(
        @Id String id,
        String projectId,
        @Nullable String parentRevisionId,
        String sbomDigest,
        @Nullable String feedSnapshot,
        @Nullable String policyVersion,
        int nodeCount,
        int edgeCount,
        @Nullable String createdBy,
        Instant createdAt,
        @Child(table = "graph_nodes") List<Node> nodes,
        @Child(table = "graph_edges") List<Edge> edges) {

    public static final Field<String> PROJECT_ID = Field.of("projectId", String.class);
    public static final Field<Instant> CREATED_AT = Field.of("createdAt", Instant.class);

    /**
     * The nodes of a revision.
     *
     * @param nodeKey unique within the revision
     */
    public record Node(
            String nodeKey,
            Kind kind,
            @Nullable String purl,
            @Nullable String name,
            @Nullable String version,
            @Json @Nullable JsonNode attributes) {

        /** What kind can be. */
        public enum Kind {
            ARTIFACT,
            COMPONENT,
            PACKAGE,
            FILE,
            VULNERABILITY
        }
    }

    /** The edges of a revision, between keys of its nodes. */
    public record Edge(
            String fromKey,
            String toKey,
            Relation relation,
            @Nullable Double confidence,
            @Json @Nullable JsonNode evidence) {

        /** What relation can be. */
        public enum Relation {
            CONTAINS,
            DEPENDS_ON,
            AFFECTED_BY,
            DESCRIBES
        }
    }
}
