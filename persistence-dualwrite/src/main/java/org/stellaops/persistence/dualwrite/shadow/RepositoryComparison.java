// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.Divergence.AnswersDiffer;
import org.stellaops.persistence.dualwrite.divergence.Explanation;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.settings.EntityPair;

/**
 * Compares an answer whose records are unknown, such as that of a repository, or a count. A difference is only reported if, twice in a
 * row, nothing of its entity types was pending and the leader's answer stayed the same: then no write in flight explains it.
 */
final class RepositoryComparison extends ComparedRead {

    /** What is asked, and how two answers differ. */
    record Asked(
            ReadKind kind,
            RecordKey key,
            List<EntityPair> pairs,
            RepositoryCall.Question question,
            BiFunction<@Nullable Object, @Nullable Object, Divergence> difference) {}

    private final Asked asked;
    private final ComparisonReports reports;
    private final Steadiness steadiness = new Steadiness();

    RepositoryComparison(Asked asked, ComparisonReports reports, @Nullable Object answered) {
        super(asked.kind(), reports);
        this.asked = asked;
        this.reports = reports;
        steadiness.began(answered);
    }

    static RepositoryComparison of(RepositoryCall call, ComparisonReports reports, @Nullable Object answered) {
        return new RepositoryComparison(
                new Asked(
                        ReadKind.REPOSITORY,
                        call.key(),
                        call.pairs(),
                        call.ask(),
                        (legacy, target) -> AnswersDiffer.between(parts(legacy), parts(target))),
                reports,
                answered);
    }

    @Override
    RecordKey about() {
        return asked.key();
    }

    @Override
    Result compare() {
        Side leader = reports.stage().leader();
        if (Objects.equals(steadiness.before(), onFollower(leader))) {
            return equal();
        }
        // The order matters: what the leader answered before must have reached the follower before that is asked again.
        boolean replicated = asked.pairs().stream().allMatch(it -> ShadowSubject.nothingIsPending(it, leader));
        @Nullable Object follower = onFollower(leader);
        @Nullable Object leaderNow = asked.question().at(leader);
        Divergence difference = leader == Side.LEGACY
                ? asked.difference().apply(leaderNow, follower)
                : asked.difference().apply(follower, leaderNow);
        saw(difference.kind());
        boolean confirmed = steadiness.twice(replicated, leaderNow);
        if (Objects.equals(leaderNow, follower)) {
            return equal();
        }
        return confirmed && reports.diverges(asked.key(), difference, Explanation.REAL)
                ? done(size())
                : again(steadiness.cause());
    }

    private @Nullable Object onFollower(Side leader) {
        try {
            return asked.question().at(leader.other());
        } catch (RuntimeException e) {
            throw new FollowerFailure(e);
        }
    }

    private Result equal() {
        reports.equal(asked.key());
        return done(size(), steadiness.cause());
    }

    private int size() {
        return parts(steadiness.before()).size();
    }

    private static Collection<?> parts(@Nullable Object answer) {
        return answer instanceof Collection<?> it ? it : Collections.singletonList(answer);
    }
}
