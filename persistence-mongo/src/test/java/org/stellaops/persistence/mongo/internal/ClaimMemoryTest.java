// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.spi.LegacyPatch;
import org.stellaops.persistence.value.Value;

class ClaimMemoryTest {

    private static final LegacyPatch PATCH =
            new LegacyPatch(new Patch(Map.of("state", new Patch.Change.Remove())), 1, "token");

    private final AtomicLong now = new AtomicLong();
    private final ClaimMemory memory = new ClaimMemory(now::get);

    @Test
    void whatWasFoundToBeNoneIsKnownForASecond() {
        ClaimMemory.Question question = question(new Condition.Missing("state"));
        memory.remember(question);

        assertThat(memory.foundNone(question)).isTrue();
        assertThat(memory.foundNone(question(new Condition.Missing("other")))).isFalse();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(memory.foundNone(question)).isFalse();
    }

    @Test
    void aLargeConditionIsNotKept() {
        Condition large = new Condition.Not(
                new Condition.And(Collections.nCopies(50, new Condition.Prefix("state", "x".repeat(100)))));
        Condition bytes = new Condition.Or(
                Collections.nCopies(2, new Condition.Contains("state", new Value.Bytes(0, new byte[4_000]))));

        memory.remember(question(large));
        memory.remember(question(bytes));

        assertThat(memory.foundNone(question(large))).isFalse();
        assertThat(memory.foundNone(question(bytes))).isFalse();
    }

    private static ClaimMemory.Question question(Condition where) {
        return ClaimMemory.question(Optional.of("t"), where, PATCH);
    }
}
