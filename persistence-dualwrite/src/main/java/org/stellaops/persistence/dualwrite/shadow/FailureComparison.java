// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;

/**
 * Compares a read that the leader could not make. If the follower can, and the leader fails in the same way a second time, the stores
 * differ.
 */
final class FailureComparison extends ComparedRead {

    private final ShadowSubject subject;
    private final FailedRead read;

    FailureComparison(ShadowSubject subject, FailedRead read) {
        super(read.kind(), subject.reports());
        this.subject = subject;
        this.read = read;
    }

    @Override
    RecordKey about() {
        return read.key().orElseGet(() -> QuestionKeys.of(read.tenant(), "failed", read.kind()));
    }

    @Override
    Result compare() {
        if (failure(true).isPresent()) {
            return done(0);
        }
        saw(Divergence.Kind.FAILS_ON_ONE_SIDE);
        Optional<RuntimeException> again = failure(false);
        if (again.isEmpty()) {
            return done(0, Cause.NOISE);
        }
        String word = FollowerFailure.wordOf(again.get());
        if (!word.equals(FollowerFailure.wordOf(read.failure()))) {
            return again(Cause.NOISE);
        }
        boolean unused = subject.reports()
                .diverges(
                        about(),
                        new Divergence.FailsOnOneSide(subject.leader(), word),
                        FollowerFailure.explanationOf(again.get()));
        return done(0);
    }

    private Optional<RuntimeException> failure(boolean ofFollower) {
        try {
            Object unused = ofFollower ? subject.onFollower(read.again()) : subject.onLeader(read.again());
            return Optional.empty();
        } catch (FollowerFailure e) {
            return Optional.of(e.failure());
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
    }
}
