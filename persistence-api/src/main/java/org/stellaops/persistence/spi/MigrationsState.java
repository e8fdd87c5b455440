// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;

/**
 * Where the migrations of a module's schema stand.
 *
 * @param applied how many were run
 * @param atStart those that were not run and that a service runs by itself when it first uses the schema
 * @param byCommand those that were not run and that an operator runs before a version is deployed
 * @param data those that change existing rows and were not run to their end
 * @param changed those that were run and whose file is another one now
 */
public record MigrationsState(
        int applied, List<String> atStart, List<String> byCommand, List<String> data, List<String> changed) {

    /** Of a backend without migrations. */
    public static final MigrationsState NONE = new MigrationsState(0, List.of(), List.of(), List.of(), List.of());

    /** Takes unmodifiable copies. */
    public MigrationsState {
        atStart = List.copyOf(atStart);
        byCommand = List.copyOf(byCommand);
        data = List.copyOf(data);
        changed = List.copyOf(changed);
    }
}
