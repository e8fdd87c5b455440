// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.stellaops.persistence.cutover.StageSource;

/**
 * Closes everything even if some fail; the first failure is thrown at the end, with the others as suppressed
 * exceptions.
 */
final class Closing {

    private Closing() {}

    static void all(StageSource stages, Collection<PersistenceModule> modules) {
        List<Runnable> steps = new ArrayList<>();
        modules.forEach(it -> steps.add(it::stopOpening));
        steps.add(stages::close);
        modules.forEach(it -> steps.add(it::close));
        all(steps);
    }

    static void all(List<Runnable> steps) {
        RuntimeException failure = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
