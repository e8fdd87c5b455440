// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.content;

import java.nio.charset.StandardCharsets;

/**
 * One document of the page.
 *
 * @param type its media type
 * @param bytes its content, which nobody changes
 */
@SuppressWarnings("ArrayRecordComponent")
public record PageContent(String type, byte[] bytes) {

    /** A text. */
    public static PageContent of(String type, String text) {
        return new PageContent(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON text. */
    public static PageContent json(String text) {
        return of("application/json", text);
    }

    /** As text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
