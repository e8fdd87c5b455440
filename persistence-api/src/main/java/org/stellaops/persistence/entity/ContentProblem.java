// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

/**
 * One reason why a content cannot be stored.
 *
 * @param path the path, such as {@code affected[3].ranges}
 * @param reason the rest of a sentence that begins with the path; never a value
 */
public record ContentProblem(String path, String reason) {

    @Override
    public String toString() {
        return path + " " + reason;
    }
}
