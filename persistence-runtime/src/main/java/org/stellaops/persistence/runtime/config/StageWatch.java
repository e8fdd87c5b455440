// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.time.Duration;
import java.util.List;
import org.stellaops.persistence.cutover.StageSource;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/** A source of stages that looks for changes on a thread of its own. */
public interface StageWatch extends StageSource {

    /** Looks again and again until closed; starting twice is harmless. */
    void start(Duration pollInterval);

    /** How the thread is that looks; empty before {@link #start}. */
    List<TaskHealth> health();
}
