// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring.status;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.lang.Nullable;
import org.springframework.util.MimeTypeUtils;
import org.stellaops.persistence.status.StatusPage;
import org.stellaops.persistence.status.content.PageContent;

/**
 * The actuator endpoint {@code persistencestatus}: the status page, for a browser. It only shows; moves are the endpoint
 * {@code persistence}'s. Answering waits for no database.
 */
@WebEndpoint(id = "persistencestatus")
public class StatusPageEndpoint {

    private final StatusPage page;
    private final String path;

    /**
     * Of a page that somebody else closes.
     *
     * @param path the last part of the endpoint's address, such as {@code persistencestatus}
     */
    public StatusPageEndpoint(StatusPage page, String path) {
        this.page = page;
        this.path = path;
    }

    /** The page. */
    @ReadOperation(produces = "text/html")
    public WebEndpointResponse<byte[]> page() {
        return answer(page.index(path + "/"));
    }

    /**
     * A file of the page, or its data; null, which is 404, if there is none of this name.
     *
     * @param name the rest of the address
     * @param module of which the history is asked for
     * @param range how much of it
     */
    @ReadOperation
    @Nullable
    public WebEndpointResponse<byte[]> file(
            @Selector(match = Match.ALL_REMAINING) String[] name, @Nullable String module, @Nullable String range) {
        return page.find(String.join("/", name), module == null ? "" : module, range == null ? "" : range)
                .map(StatusPageEndpoint::answer)
                .orElse(null);
    }

    private static WebEndpointResponse<byte[]> answer(PageContent content) {
        return new WebEndpointResponse<>(
                content.bytes(), WebEndpointResponse.STATUS_OK, MimeTypeUtils.parseMimeType(content.type()));
    }
}
