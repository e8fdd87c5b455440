// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.admission;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;

/** What a process does with the stores that it finds at start. */
sealed interface AdmissionDecision {

    /**
     * One store leads and could prove it.
     *
     * @param barred why the other one is neither sent to nor moved to
     */
    record Serve(Side leader, Optional<StoreProblem> barred) implements AdmissionDecision {}

    /** Neither store knows the module: the legacy store leads, as it always has. */
    record Introduce() implements AdmissionDecision {}

    /** The module has no legacy store and never had one: it begins in its last stage. */
    record IntroduceTarget() implements AdmissionDecision {}

    /** The lead was given away, and nobody has taken it yet. */
    record AssumeLeadership(Side to) implements AdmissionDecision {}

    /** Nobody can prove that it leads. */
    record Refuse(String why, List<StoreProblem> problems) implements AdmissionDecision {

        /** Takes an unmodifiable copy. */
        public Refuse {
            problems = List.copyOf(problems);
        }
    }
}
