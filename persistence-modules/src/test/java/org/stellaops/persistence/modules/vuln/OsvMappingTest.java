// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.LegacyMapping;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.simulator.advisory.OsvGenerator;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class OsvMappingTest {

    private static final RecordKey KEY = RecordKey.global("X-1");
    private static final LegacyMapping MAPPING = Advisories.TYPE.legacyMapping();

    @Test
    void whatTheSchemaNamesGoesToColumnsAndChildRows() {
        Struct content = contentOf("""
                {"id": "X-1", "schema_version": "1.4.0", "modified": "0001-01-01T00:00:00Z", "summary": "s",
                 "aliases": ["CVE-1", "CVE-2"], "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N"}],
                 "affected": [{"package": {"ecosystem": "Go", "name": "n"}, "ranges": [{"type": "GIT"}]}],
                 "references": [{"type": "WEB", "url": "u"}], "credits": [{"name": "c", "contact": ["a"]}],
                 "database_specific": {"cwe_ids": ["CWE-1"], "kev": [{"cve": "CVE-1", "date_added": "d"}], "x": 1}}
                """);

        assertThat(content)
                .isEqualTo(
                        JsonText.read("""
                        {"schemaVersion": "1.4.0", "summary": "s", "aliases": ["CVE-1", "CVE-2"],
                         "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N"}],
                         "affected": [{"ecosystem": "Go", "packageName": "n", "ranges": [{"type": "GIT"}]}],
                         "references": [{"type": "WEB", "url": "u"}], "credits": [{"name": "c", "contact": ["a"]}],
                         "weaknesses": ["CWE-1"], "kev": [{"cve": "CVE-1", "dateAdded": "d"}],
                         "databaseSpecific": {"x": 1}}
                        """) instanceof Struct it
                                ? it.with("modified", Value.of(Instant.parse("0001-01-01T00:00:00Z")))
                                : Struct.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'summary': 5, 'details': null, 'aliases': 'x', 'severity': {}, 'affected': null}",
                "{'aliases': [], 'affected': [], 'references': [], 'credits': [], 'severity': []}",
                "{'aliases': ['a', 5, null, ['b']], 'affected': [null, 5, [], {}, {'package': {}}]}",
                "{'affected': [{'package': {'name': 5, 'x': 1}, 'versions': [], 'ranges': null}]}",
                "{'affected': [{'package': 'n', 'extra': {}, 'versions': ['1', 2]}]}",
                "{'references': [{'url': 'u', 'type': null, 'extra': 1}], 'credits': [{'contact': 'a'}]}",
                "{'database_specific': null}",
                "{'database_specific': {}}",
                "{'database_specific': {'cwe_ids': []}}",
                "{'database_specific': {'cwe_ids': ['a']}}",
                "{'database_specific': {'cwe_ids': ['a', 1], 'kev': true}}",
                "{'database_specific': {'kev': [{}, 1], 'cwe_ids': null}}",
                "{'modified': '2024-05-01T00:00:00+02:00', 'published': '2024-05-01t00:00:00.120z'}",
                "{'modified': '2024-05-01T00:00:00.123456789Z', 'published': '2016-12-31T23:59:60Z'}",
                "{'modified': '9999-12-31T23:59:59-18:00', 'withdrawn': '0000-01-01T00:00:00+18:00'}",
                "{'modified': '2024-02-30T00:00:00Z', 'published': 'soon', 'withdrawn': 1}",
                "{'modified': '0000-01-01T00:00:00.000001Z', 'published': '2024-05-01T00:00:00.1Z'}",
                "{'': 1, 'x$set': {'$date': 'x', '$set': {}}, 'a.b': [{'': null}], 'remainder': {}, 'Id': 2}",
                "{'_content': '{}', 'kev': [], 'weaknesses': ['x'], 'tenant': 't'}",
                "{'n': [1e400, -0.0, 7.50, 9007199254740993, 123456789012345678901234567890, 1E+5]}",
            })
    void everyDocumentComesBackEqual(String json) {
        Struct document = ((Struct) JsonText.read(json.replace('\'', '"'))).with("id", Value.of("X-1"));

        Struct content = MAPPING.fromDocument(KEY, document);

        assertThat(Advisories.TYPE.problemsOf(content)).isEmpty();
        assertThat(MAPPING.toDocument(KEY, content)).isEqualTo(document);
    }

    @ParameterizedTest
    @ValueSource(strings = {"['CVE-1', 5, ['CVE-2']]", "'CVE-1'", "['CVE-1']"})
    void theAliasRowsAreWhatMongoFindsWhateverTheMemberLooksLike(String aliases) {
        Struct content =
                contentOf("{'id': 'X-1', 'aliases': %s}".formatted(aliases).replace('\'', '"'));

        assertThat(content.find("aliases")).contains(Value.Items.of(Value.of("CVE-1")));
    }

    @Test
    void anIdThatIsNotTheKeyIsKeptAndAMissingOneIsRefused() {
        Struct other = Struct.builder().put("id", Value.of(5)).build();

        assertThat(MAPPING.toDocument(KEY, MAPPING.fromDocument(KEY, other))).isEqualTo(other);
        assertThatThrownBy(() -> MAPPING.fromDocument(KEY, Struct.EMPTY))
                .isInstanceOf(UnmappableException.class)
                .hasMessageContaining("id is missing");
    }

    @Test
    void aDateThatAnApplicationStoredAsSuchIsKept() {
        Struct document = Struct.builder()
                .put("id", "X-1")
                .put("modified", Value.of(Instant.parse("2024-05-01T00:00:00Z")))
                .build();

        Struct content = MAPPING.fromDocument(KEY, document);

        assertThat(content.find("modified")).contains(Value.of(Instant.parse("2024-05-01T00:00:00Z")));
        assertThat(MAPPING.toDocument(KEY, content)).isEqualTo(document);
    }

    @Test
    void anotherSpellingOfAnInstantStaysUntilTheInstantChanges() {
        Struct content = contentOf("{\"id\": \"X-1\", \"modified\": \"2024-05-01T00:00:00+02:00\"}");
        Struct changed = content.with("modified", Value.of(Instant.parse("2025-01-01T00:00:00Z")));

        assertThat(content.find("modified")).contains(Value.of(Instant.parse("2024-04-30T22:00:00Z")));
        assertThat(MAPPING.toDocument(KEY, changed).find("modified")).contains(Value.of("2025-01-01T00:00:00Z"));
        assertThat(MAPPING.fromDocument(KEY, MAPPING.toDocument(KEY, changed))).isEqualTo(changed);
    }

    @Test
    void everyGeneratedDocumentComesBackEqual() {
        List<String> lost = new OsvGenerator(7)
                .lines(1_500)
                .filter(OsvGenerator.Line::storable)
                .map(OsvGenerator.Line::text)
                .filter(line -> !comesBack(line))
                .limit(3)
                .toList();

        assertThat(lost).isEmpty();
    }

    @Test
    void everyContentThatFitsItsFieldsComesBackEqualWhateverItSays() {
        List<String> lost = LongStream.range(0, 1_000)
                .mapToObj(seed -> new RandomContent(seed).of(Advisories.TYPE.fields()))
                .filter(content -> Advisories.TYPE.problemsOf(content).isEmpty())
                .filter(content -> !MAPPING.fromDocument(KEY, MAPPING.toDocument(KEY, content))
                        .equals(content))
                .map(ExtendedJson::write)
                .limit(3)
                .toList();

        assertThat(lost).isEmpty();
    }

    @Test
    void contentThatNoDocumentStandsForIsCarriedEvenIfItIsNested() {
        Struct content = contentOf("{\"id\": \"X-1\"}");
        for (int i = 0; i < 4; i++) {
            Struct odd =
                    content.with("remainder", MAPPING.toDocument(KEY, content).with("summary", Value.of("hidden")));
            assertThat(MAPPING.fromDocument(KEY, MAPPING.toDocument(KEY, odd))).isEqualTo(odd);
            content = odd;
        }
    }

    private static boolean comesBack(String line) {
        Struct document = (Struct) JsonText.read(line);
        RecordKey key = RecordKey.global(((Value.Text) document.find("id").orElseThrow()).value());
        Struct content = MAPPING.fromDocument(key, document);
        return Advisories.TYPE.problemsOf(content).isEmpty()
                && MAPPING.toDocument(key, content).equals(document);
    }

    private static Struct contentOf(String json) {
        return MAPPING.fromDocument(KEY, (Struct) JsonText.read(json));
    }
}
