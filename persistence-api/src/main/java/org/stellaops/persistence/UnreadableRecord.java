// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

/**
 * A record that a listing met and could not read. It stays as it is in its store.
 *
 * @param id its key, or its {@code _id} where that is no key of the entity type
 * @param problem why it cannot be read, with the path and without values
 */
public record UnreadableRecord(String id, String problem) {

    @Override
    public String toString() {
        return id + ": " + problem;
    }
}
