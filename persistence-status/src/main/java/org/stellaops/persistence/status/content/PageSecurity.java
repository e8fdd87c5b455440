// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.content;

import java.util.LinkedHashMap;
import java.util.Map;

/** What browsers are told to allow the page, which is next to nothing. */
public final class PageSecurity {

    /** Its own scripts, styles, pictures and data; nothing inline, and nothing from elsewhere. */
    public static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private PageSecurity() {}

    /** Headers of every answer. */
    public static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", CONTENT_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
        headers.put("Cache-Control", "no-store");
        return headers;
    }
}
