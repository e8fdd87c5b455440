// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

/** Ids of writes, each issued only once. Safe for concurrent use. */
@FunctionalInterface
public interface Tokens {

    /** A new token. */
    String next();
}
