// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.SQLException;
import java.util.Optional;

/** The server rejected a value or a row; everything was rolled back. Never leaves the package. */
final class StatementRejection extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean unique;
    private final String constraint;

    StatementRejection(SQLException e) {
        super(PostgresFaults.rejectionOf(e));
        this.unique = PostgresFaults.isUniqueViolation(e);
        this.constraint = PostgresFaults.constraintOf(e).orElse("");
    }

    /** The violated unique key; empty for other reasons. */
    Optional<String> uniqueKey() {
        return unique ? Optional.of(constraint) : Optional.empty();
    }

    /** Why, with the path and without values. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
