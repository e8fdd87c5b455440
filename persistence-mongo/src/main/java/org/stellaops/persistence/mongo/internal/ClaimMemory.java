// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.spi.LegacyPatch;
import org.stellaops.persistence.value.EncodedSize;
import org.stellaops.persistence.value.Value;

/**
 * Remembers for a second that a claim's query finds no record that one statement could not change, so that not every claim looks
 * through all that is waiting. A record that comes to be found meanwhile is claimed a second later.
 */
final class ClaimMemory {

    private static final long KEPT = Duration.ofSeconds(1).toNanos();

    private static final int MOST = 1_000;

    /** Bytes of values in a condition; what is remembered must not fill the heap, whatever is asked. */
    private static final long LARGEST = 4L * 1024;

    private final LongSupplier ticker;
    private final Map<Question, Long> none = new ConcurrentHashMap<>();

    ClaimMemory(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /**
     * What was asked; moments in the condition do not count, since they are another at each claim.
     *
     * @param fields the fields that the patch changes, on which it depends which records it can change
     */
    record Question(Optional<String> tenant, Condition where, Set<String> fields, long epoch) {

        private long bytes() {
            return bytesOf(where);
        }
    }

    static Question question(Optional<String> tenant, Condition where, LegacyPatch patch) {
        return new Question(tenant, timeless(where), patch.patch().changes().keySet(), patch.epoch());
    }

    boolean foundNone(Question question) {
        Long at = none.get(question);
        return at != null && ticker.getAsLong() - at < KEPT;
    }

    void remember(Question question) {
        if (question.bytes() > LARGEST) {
            return;
        }
        if (none.size() >= MOST) {
            none.clear();
        }
        none.put(question, ticker.getAsLong());
    }

    private static long bytesOf(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return EncodedSize.canonical(it.value());
        } else if (condition instanceof Condition.In it) {
            return it.values().stream().mapToLong(EncodedSize::canonical).sum();
        } else if (condition instanceof Condition.Prefix it) {
            return it.prefix().length();
        } else if (condition instanceof Condition.Contains it) {
            return EncodedSize.canonical(it.value());
        } else if (condition instanceof Condition.And it) {
            return bytesOf(it.parts());
        } else if (condition instanceof Condition.Or it) {
            return bytesOf(it.parts());
        } else if (condition instanceof Condition.Any it) {
            return bytesOf(it.where());
        } else if (condition instanceof Condition.Member it) {
            return it.path().stream().mapToLong(String::length).sum() + bytesOf(it.where());
        }
        return condition instanceof Condition.Not it ? bytesOf(it.part()) : 1;
    }

    private static long bytesOf(List<Condition> parts) {
        return parts.stream().mapToLong(ClaimMemory::bytesOf).sum();
    }

    private static Condition timeless(Condition condition) {
        if (condition instanceof Condition.Compare it && it.value() instanceof Value.Moment) {
            return new Condition.Compare(it.field(), it.operator(), Value.Null.NULL);
        } else if (condition instanceof Condition.And it) {
            return new Condition.And(
                    it.parts().stream().map(ClaimMemory::timeless).toList());
        } else if (condition instanceof Condition.Or it) {
            return new Condition.Or(
                    it.parts().stream().map(ClaimMemory::timeless).toList());
        } else if (condition instanceof Condition.Any it) {
            return new Condition.Any(it.field(), timeless(it.where()));
        } else if (condition instanceof Condition.Not it) {
            return new Condition.Not(timeless(it.part()));
        }
        return condition;
    }
}
