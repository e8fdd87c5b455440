// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.value.Precision;

/**
 * The advisory aggregate: a root row and seven child tables on one side, the OSV document as it is published on the
 * other.
 *
 * <p>Columns hold what OSV's schema names and what has the class that the schema says. Everything else in a document
 * is kept verbatim: in {@code extra} of a child row, or in {@code remainder} of the root row.
 *
 * @see <a href="https://ossf.github.io/osv-schema/">The OSV schema</a>
 */
public final class Advisories {

    /** The id of an advisory, for queries. */
    public static final Field<String> ID = Field.of("id", String.class);

    /** The other names of an advisory; a query can ask whether one is among them. */
    public static final Field<String> ALIASES = Field.of("aliases", String.class);

    private static final RowMapping SEVERITY =
            RowMapping.empty().text("type", "type").text("score", "score");

    private static final RowMapping AFFECTED = RowMapping.empty()
            .text("ecosystem", "package", "ecosystem")
            .text("packageName", "package", "name")
            .text("purl", "package", "purl")
            .json("ranges", "ranges")
            .texts("versions", "versions")
            .json("severity", "severity")
            .json("ecosystemSpecific", "ecosystem_specific")
            .json("databaseSpecific", "database_specific");

    private static final RowMapping REFERENCE =
            RowMapping.empty().text("type", "type").text("url", "url");

    private static final RowMapping CREDIT =
            RowMapping.empty().text("name", "name").texts("contact", "contact").text("type", "type");

    private static final RowMapping KEV = RowMapping.empty()
            .text("cve", "cve")
            .text("dateAdded", "date_added")
            .text("dueDate", "due_date");

    /** A parent before its members, so that a member finds the object to go into. */
    static final List<FieldMapping> PARTS = List.of(
            part(FieldDef.text("schemaVersion").optional(), Projection.text(), "schema_version"),
            part(FieldDef.instant("modified", Precision.MICROS).optional(), Projection.timestamp(), "modified"),
            part(FieldDef.instant("published", Precision.MICROS).optional(), Projection.timestamp(), "published"),
            part(FieldDef.instant("withdrawn", Precision.MICROS).optional(), Projection.timestamp(), "withdrawn"),
            part(FieldDef.text("summary").optional(), Projection.text(), "summary"),
            part(FieldDef.text("details").optional(), Projection.text(), "details"),
            part(FieldDef.array("related", ScalarKind.TEXT).optional(), Projection.texts(), "related"),
            part(FieldDef.array("upstream", ScalarKind.TEXT).optional(), Projection.texts(), "upstream"),
            part(FieldDef.json("databaseSpecific").optional(), Projection.json(), "database_specific"),
            part(
                    FieldDef.childValues("aliases", "advisory_aliases", ScalarKind.TEXT),
                    Projection.textRows(),
                    "aliases"),
            rows("severity", "advisory_cvss", SEVERITY, "severity"),
            rows("affected", "advisory_affected", AFFECTED, "affected"),
            rows("references", "advisory_references", REFERENCE, "references"),
            rows("credits", "advisory_credits", CREDIT, "credits"),
            part(
                    FieldDef.childValues("weaknesses", "advisory_weaknesses", ScalarKind.TEXT),
                    Projection.textRows(),
                    "database_specific",
                    "cwe_ids"),
            rows("kev", "kev_flags", KEV, "database_specific", "kev"));

    static final FieldDef REMAINDER = FieldDef.remainder("remainder");

    /** The entity type {@code vuln.advisories}. */
    public static final EntityType<Document> TYPE = EntityType.builder("vuln", "advisories")
            .id(ID.name(), IdKind.TEXT)
            .fields(fields())
            .legacy(OsvMapping::new)
            .build();

    private Advisories() {}

    private static FieldMapping part(FieldDef field, Projection projection, String... path) {
        return new FieldMapping(field, Path.of(path), projection);
    }

    private static FieldMapping rows(String field, String table, RowMapping shape, String... path) {
        return part(FieldDef.child(field, table, shape.columns()), Projection.rows(shape), path);
    }

    private static FieldDef[] fields() {
        List<FieldDef> fields =
                new ArrayList<>(PARTS.stream().map(FieldMapping::field).toList());
        fields.add(REMAINDER);
        return fields.toArray(FieldDef[]::new);
    }
}
