// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;

class ModuleDescriptorTest {

    @Test
    void everyProblemIsReportedAtOnce() {
        EntityType<Document> orders = EntityType.builder("shop", "orders")
                .fields(FieldDef.childValues("tags", "tags", ScalarKind.TEXT))
                .build();
        EntityType<Document> tags =
                EntityType.builder("shop", "tags").collection("orders").build();
        EntityType<Document> foreign = EntityType.builder("vuln", "foreign").build();

        assertThatThrownBy(() -> ModuleDescriptor.of("shop", orders, tags, foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 problem(s)")
                .hasMessageContaining("table tags is used twice")
                .hasMessageContaining("collection orders is used twice")
                .hasMessageContaining("collection orders_tombstones is used twice")
                .hasMessageContaining("vuln.foreign is of module vuln");
        assertThatThrownBy(() -> ModuleDescriptor.of("shop")).hasMessageContaining("no entity type");
    }

    @Test
    void aCollectionThatKeepsTheTombstonesOfAnotherIsReported() {
        EntityType<Document> orders = EntityType.builder("shop", "orders").build();
        EntityType<Document> buried = EntityType.builder("shop", "buried")
                .collection("orders_tombstones")
                .build();

        assertThatThrownBy(() -> ModuleDescriptor.of("shop", orders, buried))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 problem(s)")
                .hasMessageContaining("collection orders_tombstones is used twice");
    }
}
