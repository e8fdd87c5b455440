// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlEntries.Entry;

/** Clauses {@code CE}: small texts beside the control record, each changed by naming the one that was read. */
@ExtendWith({ContractReport.class, ClauseExemptions.class})
public abstract class ControlEntriesContract implements ContractSubject {

    private static final String TEXT = "a'b\"{}%_\\\n\uD83D\uDE00".repeat(200);
    private static final int RACERS = 8;

    private AutoCloseable opened;

    private ControlEntries entries;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // JUnit calls openEntries first.
    protected ControlEntriesContract() {}

    /** Opens an empty backend of the module {@link ContractTypes#MODULE}. The contract closes it. */
    protected abstract AutoCloseable open();

    /** The entries of a backend that {@link #open} answered. */
    protected abstract ControlEntries entriesOf(AutoCloseable opened);

    @BeforeEach
    final void openEntries() {
        opened = open();
        entries = entriesOf(opened);
    }

    @AfterEach
    final void closeBackend() throws Exception {
        opened.close();
    }

    @Test
    @Clause("CE-KEEP-1")
    final void anEntryIsReadAsItWasWritten() {
        assertThat(entries.keeps()).isTrue();
        assertThat(entries.find("member/a")).isEmpty();

        assertThat(entries.insert("member/a", TEXT)).isTrue();

        assertThat(entries.find("member/a")).contains(new Entry("member/a", 1, TEXT));
        assertThat(entriesOf(opened).find("member/a")).contains(new Entry("member/a", 1, TEXT));
    }

    @Test
    @Clause("CE-KEEP-2")
    final void theFirstTextOfAnEntryIsWrittenOnce() {
        assertThat(entries.insert("identity", "one")).isTrue();

        assertThat(entries.insert("identity", "other")).isFalse();

        assertThat(entries.find("identity")).contains(new Entry("identity", 1, "one"));
    }

    @Test
    @Clause("CE-KEEP-3")
    final void exactlyTheExpectedEntryIsReplaced() {
        Entry first = inserted("clock", "one");

        assertThat(entries.replace(new Entry("clock", 2, "one"), "another revision"))
                .isFalse();
        assertThat(entries.replace(new Entry("clock", 1, "other"), "another text"))
                .isFalse();
        assertThat(entries.replace(new Entry("watch", 1, "one"), "another name"))
                .isFalse();
        assertThat(entries.replace(first, "two")).isTrue();
        assertThat(entries.replace(first, "late")).isFalse();

        assertThat(entries.find("clock")).contains(new Entry("clock", 2, "two"));
        assertThat(entries.find("watch")).isEmpty();
    }

    @Test
    @Clause("CE-KEEP-4")
    final void exactlyTheExpectedEntryIsRemovedAndItsNameIsFreeAgain() {
        Entry first = inserted("member/a", "one");
        Entry other = inserted("member/b", "one");
        assertThat(entries.replace(first, "two")).isTrue();

        assertThat(entries.remove(first)).isFalse();
        assertThat(entries.find("member/a")).contains(first.next("two"));
        assertThat(entries.remove(first.next("two"))).isTrue();
        assertThat(entries.remove(first.next("two"))).isFalse();

        assertThat(entries.find("member/a")).isEmpty();
        assertThat(entries.find("member/b")).contains(other);
        assertThat(entries.insert("member/a", "again")).isTrue();
        assertThat(entries.find("member/a")).contains(new Entry("member/a", 1, "again"));
    }

    @Test
    @Clause("CE-KEEP-5")
    final void entriesAreListedByWhatTheirNamesBeginWithInTheOrderOfNames() {
        for (String name : List.of("member/b", "type/x", "member/a", "membership", "member", "member/B", "m%mber/a")) {
            assertThat(entries.insert(name, "text of " + name)).isTrue();
        }

        assertThat(entries.list("member/")).extracting(Entry::name).containsExactly("member/B", "member/a", "member/b");
        assertThat(entries.list("member/")).extracting(Entry::text).contains("text of member/a");
        assertThat(entries.list("m%")).extracting(Entry::name).containsExactly("m%mber/a");
        assertThat(entries.list("none")).isEmpty();
    }

    @Test
    @Clause("CE-KEEP-6")
    final void ofManyThatChangeAnEntryAtOnceOneSucceeds() {
        Entry first = inserted("clock", "none");

        List<Boolean> replaced = Race.of(RACERS, i -> entries.replace(first, "racer " + i));

        assertThat(replaced).containsOnlyOnce(true);
        assertThat(entries.find("clock")).contains(new Entry("clock", 2, "racer " + replaced.indexOf(true)));
        List<Boolean> inserted = Race.of(RACERS, i -> entries.insert("identity", "racer " + i));
        assertThat(inserted).containsOnlyOnce(true);
    }

    private Entry inserted(String name, String text) {
        assertThat(entries.insert(name, text)).isTrue();
        return new Entry(name, 1, text);
    }
}
