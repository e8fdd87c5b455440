// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.status.content.PageContent;

/** The files of the page, read once. No name of a request ever becomes a path. */
final class Assets {

    private static final String ROOT = "/org/stellaops/persistence/status/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("app.js", SCRIPT),
            Map.entry("dom.js", SCRIPT),
            Map.entry("format.js", SCRIPT),
            Map.entry("theme.js", SCRIPT),
            Map.entry("connection.js", SCRIPT),
            Map.entry("overview.js", SCRIPT),
            Map.entry("detail.js", SCRIPT),
            Map.entry("divergences.js", SCRIPT),
            Map.entry("gates.js", SCRIPT),
            Map.entry("listings.js", SCRIPT),
            Map.entry("charts.js", SCRIPT),
            Map.entry("actions.js", SCRIPT),
            Map.entry("page.css", STYLE),
            Map.entry("parts.css", STYLE),
            Map.entry("icon.svg", "image/svg+xml"),
            Map.entry("charts/uPlot.iife.min.js", SCRIPT),
            Map.entry("charts/uPlot.min.css", STYLE));

    private final Map<String, PageContent> contents = new LinkedHashMap<>();
    private final String index = new String(read("index.html"), StandardCharsets.UTF_8);

    Assets() {
        FILES.forEach((name, type) -> contents.put(name, new PageContent(type, read(name))));
    }

    /** The page itself; {@code base} stands before the names of its files and data. */
    PageContent index(String base) {
        return PageContent.of("text/html; charset=utf-8", index.replace("{{base}}", base));
    }

    Optional<PageContent> find(String name) {
        return Optional.ofNullable(contents.get(name));
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new IllegalStateException("the artefact lacks " + ROOT + name + "; build it with Maven");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
