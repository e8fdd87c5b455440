package org.stellaops.persistence.testkit.sim;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * One call of a caller as the history keeps it.
 *
 * @param actor who called
 * @param key on what
 * @param kind what was asked
 * @param value what a put writes, or what a find or the look at the end saw; empty for absent
 * @param begun when it began, in events of the history
 * @param ended when it was answered; {@link Long#MAX_VALUE} if it never was
 * @param effect what its answer says about its effect
 */
public record Operation(
        String actor, RecordKey key, Kind kind, Optional<String> value, long begun, long ended, Effect effect) {

    /** What was asked. */
    public enum Kind {
        PUT,
        PUT_IF_ABSENT,
        PUT_IF_PRESENT,
        DELETE,
        FIND;

        /** Whether a call of this kind can take effect on this state. */
        boolean takes(Optional<String> state) {
            return switch (this) {
                case PUT, FIND -> true;
                case PUT_IF_ABSENT -> state.isEmpty();
                case PUT_IF_PRESENT, DELETE -> state.isPresent();
            };
        }

        /** What it leaves. */
        Optional<String> leaves(Optional<String> state, Optional<String> value) {
            return switch (this) {
                case PUT, PUT_IF_ABSENT, PUT_IF_PRESENT -> value;
                case DELETE -> Optional.empty();
                case FIND -> state;
            };
        }
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
}
