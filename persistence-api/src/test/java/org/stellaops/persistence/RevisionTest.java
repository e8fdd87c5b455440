// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

class RevisionTest {

    private static final RecordKey KEY = RecordKey.global("k");
    private static final Struct CONTENT = Struct.builder().put("a", "x").build();
    private static final Struct OTHER = Struct.builder().put("a", "y").build();
    private static final String TOKEN = "01JDHV8Q5N7A0000000000ZZZZ";
    private static final Revision WRITTEN = Revision.of(new VersionStamp(1_099_511_627_777L, TOKEN));

    @Test
    void aRevisionNamesTheWriteWhateverItsVersion() {
        assertThat(WRITTEN.matches(record(new VersionStamp(5, TOKEN)))).isTrue();
        assertThat(WRITTEN.matches(record(new VersionStamp(WRITTEN.version(), "other"))))
                .isFalse();
        assertThat(WRITTEN.matches(record(VersionStamp.UNVERSIONED))).isFalse();
        assertThat(WRITTEN)
                .isEqualTo(Revision.of(new VersionStamp(5, TOKEN)))
                .hasSameHashCodeAs(Revision.of(new VersionStamp(5, TOKEN)))
                .isNotEqualTo(Revision.of(new VersionStamp(WRITTEN.version(), "other")));
    }

    @Test
    void theRevisionOfAnUnversionedRecordNamesItsContent() {
        Revision revision = record(VersionStamp.UNVERSIONED).revision();

        assertThat(revision.matches(record(VersionStamp.UNVERSIONED))).isTrue();
        assertThat(revision.matches(new StoredRecord(KEY, OTHER, VersionStamp.UNVERSIONED)))
                .isFalse();
        assertThat(revision.matches(record(new VersionStamp(1, TOKEN)))).isFalse();
        assertThat(revision.version()).isZero();
        assertThat(revision).isNotEqualTo(Revision.ofUnversioned(ContentHash.of(OTHER)));
    }

    @Test
    void theTextIsStableAndComesBack() {
        assertThat(WRITTEN).hasToString("1099511627777-" + TOKEN);
        assertThat(Revision.parse(WRITTEN.toString())).isEqualTo(WRITTEN);
        assertThat(Revision.parse(WRITTEN.toString()).stamp()).isEqualTo(WRITTEN.stamp());

        Revision unversioned = record(VersionStamp.UNVERSIONED).revision();
        assertThat(unversioned).hasToString("0-" + ContentHash.of(CONTENT).hex());
        assertThat(Revision.parse(unversioned.toString())).isEqualTo(unversioned);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "-t",
                "7-",
                "07-t",
                "+7-t",
                "-7-t",
                " 7-t",
                "7-t ",
                "7-t\n",
                "7-a b",
                "7-a\"b",
                "7-a\\b",
                "7-\u00e9",
                "\u0667-t",
                "9223372036854775808-t",
                "0-t",
                "0-ABCDEF",
                "\"7-t\"",
                "W/\"7-t\""
            })
    void anythingElseIsRejectedWithoutBeingRepeated(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Revision.parse(text))
                .withMessageContaining("not that of a revision");
    }

    @Test
    void lengthsAreBounded() {
        String longest = "t".repeat(Revision.LONGEST_TOKEN);
        assertThat(Revision.parse("7-" + longest).stamp().token()).isEqualTo(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> Revision.parse("7-t" + longest));
        assertThatIllegalArgumentException().isThrownBy(() -> Revision.parse("0-" + "a".repeat(63)));
        assertThatIllegalArgumentException().isThrownBy(() -> Revision.parse("0-" + "A".repeat(64)));
    }

    @Test
    void aStampWithoutAVersionNamesNoWrite() {
        assertThatIllegalArgumentException().isThrownBy(() -> Revision.of(VersionStamp.UNVERSIONED));
    }

    private static StoredRecord record(VersionStamp stamp) {
        return new StoredRecord(KEY, CONTENT, stamp);
    }
}
