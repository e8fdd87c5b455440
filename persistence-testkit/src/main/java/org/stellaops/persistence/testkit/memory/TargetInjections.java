// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.value.Struct;

/**
 * Changes to a target store that bypass the library. Works during a simulated outage, and ignores the control record
 * and unique keys.
 *
 * <p><b>Threads.</b> Safe for concurrent use.
 */
public final class TargetInjections {

    private final Steps steps;
    private final TargetTable table;

    TargetInjections(Steps steps, TargetTable table) {
        this.steps = steps;
        this.table = table;
    }

    /**
     * Changes the content of a record and leaves its state as it is.
     *
     * @throws IllegalStateException if there is no such record
     */
    public void changeContent(RecordKey key, Struct content) {
        run(() -> {
            if (table.row(key).isEmpty()) {
                throw new IllegalStateException("nothing to change at key " + key);
            }
            table.injectRow(key, content);
        });
    }

    /** Writes rows and leaves the state, or that there is none, as it is: an extra record, if there was none. */
    public void putRow(RecordKey key, Struct content) {
        run(() -> table.injectRow(key, content));
    }

    /** Removes the rows of a record and leaves its state as it is; false if there were none. */
    @CanIgnoreReturnValue
    public boolean removeRow(RecordKey key) {
        return steps.behind(() -> table.removeRow(key));
    }

    /** Writes exactly this state and leaves the rows as they are. */
    public void putState(RecordKey key, TargetState state) {
        run(() -> table.putState(key, state));
    }

    /** Removes a state and leaves the rows as they are; false if there was none. */
    public boolean removeState(RecordKey key) {
        return steps.behind(() -> table.removeState(key));
    }

    private void run(Runnable action) {
        steps.behind(() -> {
            action.run();
            return true;
        });
    }
}
