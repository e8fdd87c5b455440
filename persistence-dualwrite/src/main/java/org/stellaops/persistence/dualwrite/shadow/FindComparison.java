// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * Compares the record that a caller got with the follower's. If they are the same, that was it, unless the read belongs to those that
 * are compared in depth. If not, the versions, pending flags and hashes of both sides decide.
 */
final class FindComparison extends ComparedRead {

    /** Whether an equal record is compared in depth too. */
    enum Depth {
        CONTENT,
        STATE
    }

    private final ShadowSubject subject;
    private final RecordKey key;
    private final Depth depth;
    /** What the caller got, unless only the state of the key matters. */
    private final List<Optional<StoredRecord>> answers;

    private Optional<StoredRecord> follower = Optional.empty();

    private FindComparison(ShadowSubject subject, RecordKey key, Depth depth, List<Optional<StoredRecord>> answers) {
        super(ReadKind.FIND, subject.reports());
        this.subject = subject;
        this.key = key;
        this.depth = depth;
        this.answers = answers;
    }

    /** The comparison of the record that a caller got. */
    static FindComparison of(ShadowSubject subject, RecordKey key, Optional<StoredRecord> answer, Depth depth) {
        return new FindComparison(subject, key, depth, List.of(answer));
    }

    /** The comparison of the state of a key. */
    static FindComparison ofState(ShadowSubject subject, RecordKey key) {
        return new FindComparison(subject, key, Depth.STATE, List.of());
    }

    @Override
    RecordKey about() {
        return key;
    }

    @Override
    Result compare() {
        if (!hasSeen() && answers.stream().anyMatch(this::isAsAnswered) && depth == Depth.CONTENT) {
            subject.reports().equal(key);
            return done(1);
        }
        KeyComparison found = subject.compare(key);
        if (found instanceof KeyComparison.Unsettled it) {
            return again(it.cause());
        } else if (found instanceof KeyComparison.Differs it) {
            boolean unused = subject.reports().diverges(key, it.divergence(), it.explanation());
            return done(1);
        }
        subject.reports().equal(key);
        if (found instanceof KeyComparison.Equal it && !it.rules().isEmpty()) {
            subject.reports().allowed(it.rules());
            return done(1);
        }
        return done(1, cause(found));
    }

    private boolean isAsAnswered(Optional<StoredRecord> answered) {
        try {
            follower = subject.onFollower(it -> it.find(key));
        } catch (FollowerFailure e) {
            if (isUnreadable(e.failure())) {
                return false;
            }
            throw e;
        }
        if (answered.equals(follower)) {
            return true;
        }
        saw(kindOf(answered));
        return false;
    }

    private Divergence.Kind kindOf(Optional<StoredRecord> answered) {
        boolean legacyLeads = subject.leader() == Side.LEGACY;
        if (answered.isPresent() && follower.isPresent()) {
            return answered.get().content().equals(follower.get().content())
                    ? Divergence.Kind.VERSION_DIFFERS
                    : Divergence.Kind.FIELDS_DIFFER;
        }
        return answered.isPresent() == legacyLeads
                ? Divergence.Kind.MISSING_ON_TARGET
                : Divergence.Kind.MISSING_ON_LEGACY;
    }

    /** Both sides are equal by now. */
    private Cause cause(KeyComparison now) {
        Optional<VersionStamp> answered = answers.stream()
                .flatMap(Optional::stream)
                .map(StoredRecord::stamp)
                .findFirst();
        Optional<VersionStamp> equal =
                now instanceof KeyComparison.Equal it ? Optional.of(it.stamp()) : Optional.empty();
        if (!answered.equals(equal)) {
            return Cause.IN_FLIGHT;
        }
        return follower.map(StoredRecord::stamp).equals(answered) ? Cause.NOISE : Cause.PENDING;
    }

    private static boolean isUnreadable(RuntimeException failure) {
        return failure instanceof StoreException it && it.fault().kind() == Fault.Kind.UNREADABLE;
    }
}
