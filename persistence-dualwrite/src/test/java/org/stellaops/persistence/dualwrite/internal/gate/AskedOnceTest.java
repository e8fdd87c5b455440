// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.gate.GateEvidence;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.MigrationsState;
import org.stellaops.persistence.spi.Together;
import org.stellaops.persistence.testkit.fault.Interception;

class AskedOnceTest {

    private final List<String> asked = new ArrayList<>();

    @Test
    void eachQuestionIsAskedOnce() {
        AskedOnce once = new AskedOnce(evidence());

        askEverything(once);
        askEverything(once);

        assertThat(asked).doesNotHaveDuplicates().hasSize(16);
    }

    @Test
    void beforeTheDecisionEverythingIsAskedAgainButWhatCannotChangeInAMoment() {
        AskedOnce before = new AskedOnce(evidence());
        askEverything(before);
        asked.clear();

        askEverything(before.anew(evidence(), Together.inTurn()));

        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "types",
                        "verification[a]",
                        "verification[b]",
                        "preflight[a]",
                        "pending",
                        "deadLetters",
                        "openDivergences",
                        "members",
                        "servedSinceLead",
                        "lastDivergence",
                        "signOff[TARGET_LED]",
                        "lastRollback");
    }

    @Test
    void aTypeThatWasNotAskedForBeforeIsAskedFor() {
        AskedOnce before = new AskedOnce(evidence());
        askEverything(before);
        AskedOnce now = before.anew(evidence(), Together.inTurn());
        asked.clear();

        assertThat(now.backfill("new")).isEmpty();

        assertThat(asked).containsExactly("backfill[new]");
    }

    @Test
    void entriesAreReadOnceAndTheExpectedOnesWithTheFirst() {
        ServedStores stores = new ServedStores();
        ControlEntries real = stores.entries(Side.LEGACY);
        real.insert("a", "1");
        ReadOnce once = new ReadOnce(recorded(real), () -> List.of("a", "b"), Together.inTurn());

        assertThat(once.find("a")).isPresent();
        real.insert("b", "late");
        assertThat(once.find("b")).isEmpty();
        assertThat(once.find("c")).isEmpty();
        assertThat(once.find("c")).isEmpty();

        assertThat(asked).containsExactly("find[a]", "find[b]", "find[c]");
    }

    @Test
    void anEntryThatWasWrittenIsReadAgain() {
        ServedStores stores = new ServedStores();
        ReadOnce once = new ReadOnce(stores.entries(Side.LEGACY), () -> List.of("a"), Together.inTurn());
        assertThat(once.find("a")).isEmpty();

        once.insert("a", "1");
        assertThat(once.find("a").map(ControlEntries.Entry::text)).contains("1");
        once.replace(once.find("a").orElseThrow(), "2");
        assertThat(once.find("a").map(ControlEntries.Entry::text)).contains("2");
        once.remove(once.find("a").orElseThrow());
        assertThat(once.find("a")).isEmpty();
    }

    @Test
    void whatIsWrittenIsAnsweredAsTheStoreAnswersIt() {
        ControlEntries real = new ServedStores().entries(Side.LEGACY);
        ReadOnce once = new ReadOnce(real, List::of, Together.inTurn());

        assertThat(once.insert("x/a", "1")).isTrue();
        assertThat(once.insert("x/a", "2")).isFalse();
        ControlEntries.Entry first = once.find("x/a").orElseThrow();
        assertThat(once.list("x/")).containsExactly(first);
        assertThat(once.replace(first, "2")).isTrue();
        assertThat(once.replace(first, "3")).isFalse();
        ControlEntries.Entry second = once.find("x/a").orElseThrow();
        assertThat(once.remove(first)).isFalse();
        assertThat(once.remove(second)).isTrue();
        assertThat(once.list("x/")).isEmpty();
        assertThat(once.keeps()).isEqualTo(real.keeps()).isTrue();
        assertThat(new ReadOnce(keepingNothing(real), List::of, Together.inTurn()).keeps())
                .isFalse();
    }

    private static ControlEntries keepingNothing(ControlEntries real) {
        return Interception.of(
                ControlEntries.class,
                (called, args) -> called.getName().equals("keeps") ? false : Interception.call(real, called, args));
    }

    private static void askEverything(GateEvidence evidence) {
        List<Object> unused = new ArrayList<>();
        unused.add(evidence.types());
        unused.add(evidence.backfill("a"));
        unused.add(evidence.verification("a"));
        unused.add(evidence.verification("b"));
        unused.add(evidence.preflight("a"));
        unused.add(evidence.leftBehind("a"));
        unused.add(evidence.pending());
        unused.add(evidence.deadLetters());
        unused.add(evidence.openDivergences());
        unused.add(evidence.members());
        unused.add(evidence.servedSinceLead());
        unused.add(evidence.migrations());
        unused.add(evidence.coverage());
        unused.add(evidence.lastDivergence());
        unused.add(evidence.signOff(Stage.TARGET_LED));
        unused.add(evidence.lastRollback());
    }

    private GateEvidence evidence() {
        return Interception.of(GateEvidence.class, (called, args) -> {
            asked.add(called.getName() + (args == null ? "" : List.of(args)));
            if (called.getReturnType() == long.class) {
                return 0L;
            } else if (called.getReturnType() == Duration.class) {
                return Duration.ZERO;
            } else if (called.getReturnType() == MigrationsState.class) {
                return MigrationsState.NONE;
            } else if (called.getReturnType() == CoverageReport.class) {
                return new CoverageReport(List.of(), 0);
            }
            return called.getReturnType() == List.class ? List.of() : Optional.empty();
        });
    }

    private ControlEntries recorded(ControlEntries real) {
        return Interception.of(ControlEntries.class, (called, args) -> {
            asked.add(called.getName() + (args == null ? "" : List.of(args)));
            return Interception.call(real, called, args);
        });
    }
}
