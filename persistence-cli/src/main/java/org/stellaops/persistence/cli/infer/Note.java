// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

/**
 * What a person should look at.
 *
 * @param path the path in the documents; {@code _id}, or empty for the collection
 * @param text what was seen, without values, and what to do
 */
record Note(String path, String text) {

    @Override
    public String toString() {
        return path.isEmpty() ? text : path + ": " + text;
    }
}
