package org.stellaops.persistence.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.modules.vuln.VulnModule;

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

    @Test
    void theVulnModuleHasARootTableAndSevenChildTables() {
        EntityType<?> type = VulnModule.descriptor().entityTypes().get(0);

        List<String> children = type.fields().stream()
                .map(FieldDef::type)
                .flatMap(it -> it instanceof FieldType.Child child
                        ? Stream.of(child.table())
                        : it instanceof FieldType.ChildValues values ? Stream.of(values.table()) : Stream.empty())
                .toList();

        assertThat(type).hasToString("vuln.advisories");
        assertThat(children)
                .containsExactlyInAnyOrder(
                        "advisory_aliases",
                        "advisory_cvss",
                        "advisory_affected",
                        "advisory_references",
                        "advisory_credits",
                        "advisory_weaknesses",
                        "kev_flags");
    }
}
