// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.admission;

import java.util.List;

/** A module does not start, because no store could prove that it leads. Nothing was changed. */
public final class StoreNotAdmittedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final transient List<StoreProblem> problems;

    /**
     * Says why.
     *
     * @param problems what is wrong with the stores, if that is known
     */
    public StoreNotAdmittedException(String message, List<StoreProblem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /** What is wrong with the stores. */
    public List<StoreProblem> problems() {
        return problems;
    }
}
