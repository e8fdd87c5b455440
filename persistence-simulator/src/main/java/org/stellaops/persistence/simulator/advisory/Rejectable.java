// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.advisory;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.JsonWriter;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Corrupts an advisory so that no store can hold it. */
final class Rejectable {

    private final Dice dice;

    Rejectable(Dice dice) {
        this.dice = dice;
    }

    /**
     * A line that must be rejected.
     *
     * @param takenId an id that an earlier line has
     */
    String spoil(Struct advisory, String takenId) {
        return switch (dice.below(12)) {
            case 0 -> JsonWriter.write(advisory).substring(1);
            case 1 -> JsonWriter.write(advisory) + ",";
            case 2 -> "";
            case 3 -> dice.oneOf("[]", "null", "\"GEN-1\"", "7");
            case 4 -> JsonWriter.write(advisory.without("id"));
            case 5 -> JsonWriter.write(advisory.with("id", dice.oneOf(Value.Null.NULL, Value.of(7), Value.Items.of())));
            case 6 ->
                JsonWriter.write(advisory.with(
                        "id", Value.of(dice.oneOf("", "GEN-" + "9".repeat(RecordKey.LONGEST_ID)))));
            case 7 -> JsonWriter.write(advisory.with("id", Value.of(takenId)));
            case 8 -> withMember(advisory, "\"summary2\":\"\\u0000\"");
            case 9 -> withMember(advisory, "\"summary2\":\"\\ud83d alone\"");
            case 10 -> withMember(advisory, "\"id\":\"GEN-2\"");
            default -> withMember(advisory, "\"score2\":" + "1".repeat(40) + ".5");
        };
    }

    private static String withMember(Struct advisory, String member) {
        String text = JsonWriter.write(advisory);
        return text.substring(0, text.length() - 1) + "," + member + "}";
    }
}
