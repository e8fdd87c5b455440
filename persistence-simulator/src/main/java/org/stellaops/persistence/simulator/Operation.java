// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * One call of a caller as the history keeps it.
 *
 * @param actor who called
 * @param key the key
 * @param kind what was asked
 * @param expected what a conditional put requires to be there; empty for all other kinds
 * @param value what a put writes, or what a find or the check at the end saw; empty for absent
 * @param begun when it began, in events of the history
 * @param ended when it was answered; {@link Long#MAX_VALUE} if it never was
 * @param expires from when on it can no longer take effect; {@link Long#MAX_VALUE} if it can for ever
 * @param effect what its answer says about its effect
 */
public record Operation(
        String actor,
        RecordKey key,
        Kind kind,
        Optional<String> expected,
        Optional<String> value,
        long begun,
        long ended,
        long expires,
        Effect effect) {

    /** What was asked. */
    public enum Kind {
        PUT,
        PUT_IF_ABSENT,
        PUT_IF_PRESENT,
        /** A put under a revision, which stands for the value that it names. */
        PUT_IF_VALUE,
        DELETE,
        FIND
    }

    /** The meaning of an answer. */
    public enum Effect {
        /** Took effect: Applied, or a find that was answered. */
        CERTAIN,
        /** May have taken effect: Unknown, or never answered. */
        POSSIBLE,
        /** Took no effect, since its precondition did not hold at some moment of the call: Conflict, or a delete of nothing. */
        REFUSED,
        /** Took no effect, since other writers were faster: a record was there at some moment of the call. */
        OVERTAKEN,
        /** Took no effect for want of a leader: the lead was moving, or the process had not followed it. */
        OUT_OF_DATE,
        /** Took no effect, and says nothing else. */
        NONE
    }

    /** Whether some moment of the call has to explain its answer. */
    boolean isJudged() {
        return effect == Effect.CERTAIN || effect == Effect.REFUSED || effect == Effect.OVERTAKEN;
    }

    /** Whether it was told what is there and changed nothing. */
    boolean observes() {
        return isJudged() && (kind == Kind.FIND || effect != Effect.CERTAIN);
    }

    /** Whether it overlaps these moments. */
    boolean overlaps(long from, long until) {
        return begun <= until && ended >= from;
    }

    Operation answered(Optional<String> answer, long at, Effect told) {
        return new Operation(actor, key, kind, expected, answer, begun, at, expires, told);
    }

    Operation begunBy(long earlier) {
        return new Operation(actor, key, kind, expected, value, Math.min(begun, earlier), ended, expires, effect);
    }

    Operation expiringAt(long moment) {
        return new Operation(actor, key, kind, expected, value, begun, ended, moment, effect);
    }

    /** Whether the call can take effect, or give its answer, where the key is in this state. */
    boolean fits(Optional<String> state) {
        return switch (effect) {
            case REFUSED -> !holds(state);
            case OVERTAKEN -> state.isPresent();
            default -> holds(state);
        };
    }

    /** Whether its precondition holds in this state, whatever it was answered. */
    boolean holds(Optional<String> state) {
        return switch (kind) {
            case PUT -> true;
            case PUT_IF_ABSENT -> state.isEmpty();
            case PUT_IF_PRESENT, DELETE -> state.isPresent();
            case PUT_IF_VALUE -> state.isPresent() && state.equals(expected);
            case FIND -> state.equals(value);
        };
    }

    /** The state of the key after the call took effect in this one. */
    Optional<String> after(Optional<String> state) {
        return observes() ? state : applied(state);
    }

    /** The state of the key if the call takes effect in this one, whatever it was answered. */
    Optional<String> applied(Optional<String> state) {
        return switch (kind) {
            case PUT, PUT_IF_ABSENT, PUT_IF_PRESENT, PUT_IF_VALUE -> value;
            case DELETE -> Optional.empty();
            case FIND -> state;
        };
    }

    /** As a line of a report: who asked what, when, and what was answered. */
    public String describe() {
        String what = switch (kind) {
            case FIND -> "found " + value.orElse("nothing");
            case DELETE -> "deletes";
            case PUT_IF_VALUE -> "puts " + value.orElse("") + " if " + expected.orElse("") + " is there";
            case PUT_IF_ABSENT -> "puts " + value.orElse("") + " if nothing is there";
            case PUT_IF_PRESENT -> "puts " + value.orElse("") + " if something is there";
            case PUT -> "puts " + value.orElse("");
        };
        String until = ended == Long.MAX_VALUE ? "never answered" : "until " + ended;
        String expiry = expires == Long.MAX_VALUE ? "" : ", not after event " + expires;
        return "event " + begun + " " + until + ": " + actor + " " + what + ", effect " + effect + expiry;
    }
}
