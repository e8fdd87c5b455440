// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

/**
 * What one gate says of a step.
 *
 * @param gate its name, such as {@code verification}
 * @param passed whether the step may be made as far as this gate is concerned
 * @param evidence on what that rests, as a whole sentence
 * @param remedy what helps, with the command or call; empty if it passed
 */
public record GateAnswer(String gate, boolean passed, String evidence, String remedy) {

    /** The step may be made. */
    public static GateAnswer passed(String gate, String evidence) {
        return new GateAnswer(gate, true, evidence, "");
    }

    /** The step must not be made. */
    public static GateAnswer refused(String gate, String evidence, String remedy) {
        return new GateAnswer(gate, false, evidence, remedy);
    }

    /** One line for a person. */
    public String describe() {
        return gate + ": " + evidence + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}
