// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import org.stellaops.persistence.Fault;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.OpeningState;

/**
 * Why a module is not open in this process, so that none of its calls is answered. It is tried again by itself.
 *
 * @param state whether a database is waited for, or the start was refused and a person must act
 * @param reason what was tried, what happened and what to do, without values
 */
public record NotOpen(OpeningState state, String reason) {

    private static final String NOTHING_DONE = " is not open in this process, and nothing was read or written: ";

    /** What a call of the module is told. */
    Fault fault(String module) {
        return new Fault(
                Fault.Kind.UNAVAILABLE,
                "module " + module + NOTHING_DONE + state.words() + ": " + reason
                        + "; it is tried again and serves as soon as that is mended, without a restart");
    }
}
