package org.stellaops.persistence.simulator;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * One call of a caller as the history keeps it.
 *
 * @param actor who called
 * @param key on what
 * @param kind what was asked
 * @param expected what a conditional put requires to be there; empty for all other kinds
 * @param value what a put writes, or what a find or the check at the end saw; empty for absent
 * @param begun when it began, in events of the history
 * @param ended when it was answered; {@link Long#MAX_VALUE} if it never was
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
        Effect effect) {

    /** What was asked. */
    public enum Kind {
        PUT,
        PUT_IF_ABSENT,
        PUT_IF_PRESENT,
        /** A put under a version, which stands for the value that was read with it. */
        PUT_IF_VALUE,
        DELETE,
        FIND
    }

    /** What an answer says. */
    public enum Effect {
        /** Took effect: Applied, or a find that was answered. */
        CERTAIN,
        /** May have taken effect: Unknown, or never answered. */
        POSSIBLE,
        /** Took no effect and says nothing about the state: Conflict, or not applied for want of a leader. */
        NONE
    }

    /** Whether the call can take effect, or give its answer, where the key is in this state. */
    boolean fits(Optional<String> state) {
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
        return "event " + begun + " " + until + ": " + actor + " " + what + ", effect " + effect;
    }
}
