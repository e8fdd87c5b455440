// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.injection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.internal.compare.StructDiff;
import org.stellaops.persistence.examples.demo.live.LiveDocuments;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.value.Struct;

class FoundDifferencesTest {

    private static final RecordKey KEY = RecordKey.global("A");
    private static final String WHOLE = """
            {"id":"A","summary":"s","aliases":["x","y"],"other":{"a":1},"database_specific":{"u":"v"},
             "affected":[{"package":{"name":"p","ecosystem":"Go"},"ranges":[{"type":"SEMVER"}]}]}""";

    private final FoundDifferences differences = new FoundDifferences(Advisories.TYPE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"summary\":\"s\"|\"summary\":\"t\"|CHANGED_COLUMN|summary",
                "\"aliases\":[\"x\",\"y\"]|\"aliases\":[\"x\"]|LOST_CHILD_ROW|aliases[1]",
                "\"aliases\":[\"x\",\"y\"]|\"aliases\":[\"x\",\"z\"]|CHANGED_COLUMN|aliases[1]",
                "\"aliases\":[\"x\",\"y\"]|\"aliases\":[\"x\",\"y\",\"z\"]|EXTRA_CHILD_ROW|aliases[2]",
                "{\"u\":\"v\"}|{\"u\":\"w\"}|CHANGED_JSONB|databaseSpecific.u",
                "\"other\":{\"a\":1}|\"other\":{\"a\":2}|CHANGED_JSONB|remainder.other.a",
                "\"name\":\"p\"|\"name\":\"q\"|CHANGED_COLUMN|affected[0].packageName",
                "\"type\":\"SEMVER\"|\"type\":\"GIT\"|CHANGED_JSONB|affected[0].ranges[0].type",
            })
    void aDifferenceIsNamedByWhereItIs(String right, String wrong, InjectedKind kind, String path) {
        Divergence divergence = StructDiff.between(content(WHOLE), content(WHOLE.replace(right, wrong)), 20)
                .orElseThrow();

        assertThat(differences.of(KEY, divergence, Side.TARGET))
                .containsExactly(new InjectedDifference(kind, "A", path));
    }

    @Test
    void whoLacksARecordDependsOnWhoFollows() {
        assertThat(differences.of(KEY, new Divergence.MissingOnTarget(), Side.TARGET))
                .containsExactly(new InjectedDifference(InjectedKind.MISSING_ROW, "A", null));
        assertThat(differences.of(KEY, new Divergence.MissingOnTarget(), Side.LEGACY))
                .containsExactly(new InjectedDifference(InjectedKind.EXTRA_ROW, "A", null));
        assertThat(differences.of(KEY, new Divergence.MissingOnLegacy(), Side.TARGET))
                .containsExactly(new InjectedDifference(InjectedKind.EXTRA_ROW, "A", null));
    }

    @Test
    void whatIsPlannedIsWhereItWillBeFound() {
        Struct content = content(WHOLE);

        assertThat(Damage.of(InjectedKind.CHANGED_COLUMN, Advisories.TYPE, content))
                .hasValueSatisfying(it -> assertThat(it.path()).isEqualTo("summary"));
        assertThat(Damage.of(InjectedKind.LOST_CHILD_ROW, Advisories.TYPE, content))
                .hasValueSatisfying(it -> assertThat(it.path()).isEqualTo("aliases[1]"));
        assertThat(Damage.of(InjectedKind.CHANGED_JSONB, Advisories.TYPE, content))
                .hasValueSatisfying(it -> assertThat(it.path()).isEqualTo("databaseSpecific.planted"));
        assertThat(Damage.of(
                        InjectedKind.LOST_CHILD_ROW, Advisories.TYPE, content("{\"id\":\"A\",\"aliases\":[\"x\"]}")))
                .isEmpty();
    }

    private static Struct content(String json) {
        return LiveDocuments.contentOf(KEY, ((OsvLine.Advisory) Osv.read(json)).document());
    }
}
