// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

/**
 * One criterion of an order. After the last criterion the id decides, ascending, so that every order is total.
 *
 * @param field a scalar field that has an order, or the id
 * @param direction lowest or highest first; a missing value counts as lower than every other
 */
public record Sort(String field, Direction direction) {

    /** Lowest or highest first. */
    public enum Direction {
        ASCENDING,
        DESCENDING
    }
}
