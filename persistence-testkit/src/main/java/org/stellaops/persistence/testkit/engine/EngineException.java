// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import org.jspecify.annotations.Nullable;

/** A database for tests could not be started, stopped or prepared; the message says which and what to do. */
public final class EngineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure with what caused it, if something did. */
    public EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
