// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.runtime.IndexReport.Finding;
import org.stellaops.persistence.runtime.IndexReport.Kind;
import org.stellaops.persistence.spi.StoredIndex;

/** Which index of which store is missed on the target. */
class IndexComparisonTest {

    private static final EntityType<Document> JOBS = EntityType.builder("work", "jobs")
            .tenancy(Tenancy.TENANT)
            .fields(
                    FieldDef.text("state"),
                    FieldDef.scalar("dueAt", ScalarKind.INSTANT).optional(),
                    FieldDef.text("email").optional(),
                    FieldDef.array("tags", ScalarKind.TEXT))
            .index(IndexDef.on("state").descending("dueAt"))
            .build();

    private static final StoredIndex DECLARED = index("idx_jobs_state_due_at", "state", "-dueAt", "id");

    @Test
    void aDeclaredIndexIsThereOrMissingOrAnotherOrHalfBuilt() {
        assertThat(target(DECLARED)).isEmpty();
        assertThat(target()).singleElement().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Kind.MISSING);
            assertThat(it.statement()).isEqualTo("CREATE idx_jobs_state_due_at");
        });
        assertThat(target(index("idx_jobs_state_due_at", "state", "dueAt")))
                .extracting(Finding::kind)
                .containsExactly(Kind.DIFFERENT);
        assertThat(target(new StoredIndex(DECLARED.name(), DECLARED.keys(), true, false, false, true, false)))
                .extracting(Finding::kind)
                .containsExactly(Kind.INVALID);
    }

    @Test
    void anIndexOfTheCollectionIsServedByOneOfTheTargetThatBeginsWithItsKeys() {
        assertThat(legacy(index("a", "state"))).isEmpty();
        assertThat(legacy(index("a", "state", "-dueAt"))).isEmpty();
        assertThat(legacy(index("a", "-state", "dueAt"))).isEmpty();
        assertThat(legacy(index("a", "state", "dueAt"))).containsExactly(Kind.LEGACY_ONLY);
        assertThat(legacy(index("a", "dueAt"))).containsExactly(Kind.LEGACY_ONLY);
        assertThat(legacy(index("a", "tags"))).containsExactly(Kind.LEGACY_ONLY);
        assertThat(legacy(unique(index("a", "email")))).containsExactly(Kind.LEGACY_ONLY);
        assertThat(legacy(new StoredIndex(
                        "a", List.of(new StoredIndex.Key("x.y", false, false)), true, false, false, true, true)))
                .containsExactly(Kind.NO_COUNTERPART);
    }

    @Test
    void theStatementOfWhatOnlyTheCollectionHasIsNamed() {
        IndexReport report = report(List.of(index("a", "dueAt"), index("b", "tags")), List.of(DECLARED));

        assertThat(report.findings())
                .extracting(Finding::statement)
                .containsExactly("CREATE idx_jobs_due_at", "CREATE idx_jobs_tags");
    }

    private static List<Finding> target(StoredIndex... held) {
        return report(List.of(), List.of(held)).findings();
    }

    private static List<Kind> legacy(StoredIndex held) {
        return report(List.of(held), List.of(DECLARED)).findings().stream()
                .map(Finding::kind)
                .toList();
    }

    private static IndexReport report(List<StoredIndex> legacy, List<StoredIndex> target) {
        return new IndexComparison(JOBS, legacy, target, it -> "CREATE " + it.name()).report();
    }

    private static StoredIndex unique(StoredIndex it) {
        return new StoredIndex(it.name(), it.keys(), true, true, false, true, true);
    }

    private static StoredIndex index(String name, String... fields) {
        List<StoredIndex.Key> keys = Arrays.stream(fields)
                .map(it -> new StoredIndex.Key(it.replace("-", ""), true, it.startsWith("-")))
                .toList();
        return new StoredIndex(name, keys, true, false, false, true, true);
    }
}
