// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.stellaops.persistence.cutover.StageSource;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/** A source of stages that looks for changes on a thread of its own. */
public interface StageWatch extends StageSource {

    /** Looks again and again until closed; starting twice is harmless. */
    void start(Duration pollInterval);

    /** Adds one who hears of each changed {@code shadow-read} section of a module. */
    default void onShadowReads(BiConsumer<String, ShadowReadPolicy> listener) {}

    /** How the thread is that looks; empty before {@link #start}. */
    List<TaskHealth> health();
}
