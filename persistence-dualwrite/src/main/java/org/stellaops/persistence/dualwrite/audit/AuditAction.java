// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.audit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that was done to a module.
 *
 * @param kind what it was
 * @param subject what it was done to, such as {@code shadow-read -> target-led} or an entity type
 * @param by who ordered it
 * @param reason why, if a reason was given
 * @param outcome what became of it, in one sentence
 * @param evidence on what it rested, in whole sentences
 */
public record AuditAction(Kind kind, String subject, String by, String reason, String outcome, List<String> evidence) {

    /** What is recorded. */
    public enum Kind {
        /** A module was moved to another stage. */
        STAGE_MOVED,
        /** A step that somebody ordered by call was refused. */
        STAGE_REFUSED,
        /** A preflight ended, whose outcome was kept. */
        PREFLIGHTED,
        /** A verification ended. */
        VERIFIED,
        /** A backfill ended. */
        BACKFILLED,
        /** One key was repaired. */
        REPAIRED,
        /** Dead letters were retried. */
        DEAD_LETTERS_RETRIED,
        /** An entity type was taken off the list of those that must be drained. */
        TYPE_RETIRED,
        /** Tenants went from one cohort to another one. */
        REASSIGNED,
        /** A person signed a step off, or took that back. */
        SIGNED_OFF,
        /** Somebody ordered something, such as over the status page; recorded before it is carried out. */
        ORDERED
    }

    private static final String PAUSED = ", writes paused for ";
    private static final Pattern PAUSE = Pattern.compile(Pattern.quote(PAUSED) + "(\\d+) ms$");

    /** Takes an unmodifiable copy. */
    public AuditAction {
        evidence = List.copyOf(evidence);
    }

    /** The outcome with the pause of a change of leader. */
    public static String withPause(String outcome, Duration pause) {
        return outcome + PAUSED + pause.toMillis() + " ms";
    }

    /** The pause of a change of leader; empty if it was none. */
    public Optional<Duration> pause() {
        Matcher matcher = PAUSE.matcher(outcome);
        return matcher.find() ? Optional.of(Duration.ofMillis(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }
}
