// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

/**
 * The cause of a {@link org.stellaops.persistence.StoreException} whose server answers and lets this process not in: the login is
 * rejected, the database is not there, or the login may not connect to it. Waiting does not help until somebody corrects the
 * configuration, or the server's.
 */
public final class NoAccessException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * What the server answered.
     *
     * @param answer such as a SQLSTATE; no user, no password
     */
    public NoAccessException(String answer) {
        super(answer, null, false, false);
    }

    /** Whether a failure has such a cause. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof NoAccessException) {
                return true;
            }
        }
        return false;
    }
}
