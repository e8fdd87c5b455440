// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;

class VulnModuleTest {

    @Test
    void theVulnModuleHasARootTableAndSevenChildTables() {
        EntityType<?> type = Advisories.TYPE;

        assertThat(VulnModule.descriptor().entityTypes()).contains(type);

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
