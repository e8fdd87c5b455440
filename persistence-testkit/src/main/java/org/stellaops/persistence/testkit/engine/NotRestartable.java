// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

/** Why a server cannot be stopped and started again. */
final class NotRestartable {

    private NotRestartable() {}

    static IllegalStateException portWouldChange() {
        return new IllegalStateException(
                "a container comes back on another port; ask isRestartable(), or use startEmbedded");
    }

    static IllegalStateException notOurs() {
        return new IllegalStateException("a server that is given is neither stopped nor started; ask isRestartable()");
    }
}
