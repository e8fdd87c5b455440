// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.postgres.schemacheck.SchemaCheck;
import org.stellaops.persistence.postgres.schemacheck.SchemaFinding;
import org.stellaops.persistence.postgres.schemacheck.SchemaRule;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Types whose tenants are UUIDs go all the way as well, beside one whose tenants are texts, in columns of type uuid. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class UuidTenantTest {

    private static final EntityType<Document> ENTRIES = EntityType.builder("ledger", "entries")
            .tenancy(Tenancy.TENANT)
            .tenantKind(IdKind.UUID)
            .id("id", IdKind.UUID)
            .fields(
                    FieldDef.text("reference"),
                    FieldDef.scalar("cents", ScalarKind.LONG),
                    FieldDef.child("lines", "entry_lines", FieldDef.text("text")))
            .unique("entries_reference", "reference")
            .build();

    private static final EntityType<Document> NOTES = EntityType.builder("ledger", "notes")
            .tenancy(Tenancy.TENANT)
            .fields(FieldDef.text("text"))
            .build();

    @Test
    void theyGoAllTheWay(MongoEngine mongo, PostgresDatabase postgres) throws SQLException {
        ModuleDescriptor module = ModuleDescriptor.of("ledger", ENTRIES, NOTES);

        assertThat(new ModuleWalk(module, mongo.createDatabase(), postgres, 40).walk())
                .hasSameSizeAs(CatalogueTest.STAGES);

        try (Connection connection = postgres.connect()) {
            SchemaSnapshot schema = SchemaSnapshot.read(connection, "ledger");
            for (String table : new String[] {"entries", "entry_lines"}) {
                assertThat(schema.table(table).flatMap(it -> it.column("tenant_id")))
                        .hasValueSatisfying(it -> assertThat(it.type()).isEqualTo("uuid"));
            }
            assertThat(SchemaCheck.check(schema))
                    .extracting(SchemaFinding::rule)
                    .as("generated tables have no comments")
                    .containsOnly(SchemaRule.TABLE_COMMENT);
        }
    }

    @Test
    void aTenantThatIsNoUuidIsRejected() {
        String id = DocumentGenerator.uuid("x", 1);

        assertThatThrownBy(() -> ENTRIES.requireKey(RecordKey.of("acme", id)))
                .isInstanceOf(IllegalArgumentException.class);
        ENTRIES.requireKey(RecordKey.of(id, id));
    }
}
