// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.List;

/** Exactly one YAML document without aliases, as a tree. What is wrong is said with its place and none of its text. */
final class YamlDocument {

    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectMapper YAML = YAMLMapper.builder(FACTORY).build();

    private YamlDocument() {}

    /**
     * Reads the tree; missing for a text without a document.
     *
     * @throws ConfigException if the text is no YAML, repeats a key, uses an alias, or holds a second document
     */
    static JsonNode read(String origin, String yaml) {
        try {
            refuseAliases(origin, yaml);
            return onlyDocument(origin, yaml);
        } catch (JsonProcessingException e) {
            // The parser's own message quotes the file, and with it perhaps a password.
            var at = e.getLocation();
            String where = at == null ? "" : " near line " + at.getLineNr() + ", column " + at.getColumnNr();
            String what = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
                    ? "a key occurs twice"
                    : "the text is not YAML";
            throw new ConfigException(origin, List.of(what + where));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            if (e instanceof ConfigException known) {
                throw known;
            }
            throw new ConfigException(origin, List.of("the text is not YAML"));
        }
    }

    private static JsonNode onlyDocument(String origin, String yaml) throws IOException {
        try (JsonParser parser = FACTORY.createParser(yaml)) {
            parser.setCodec(YAML);
            JsonNode tree = parser.nextToken() == null ? MissingNode.getInstance() : YAML.readTree(parser);
            if (parser.nextToken() != null) {
                throw new ConfigException(
                        origin,
                        List.of(
                                "there is a second document near line "
                                        + parser.currentTokenLocation().getLineNr()
                                        + "; a configuration is one document, so remove the line --- and what does not belong"));
            }
            return tree;
        }
    }

    /** An alias would be read as the text of its name, and so hide that a value is not what it seems. */
    private static void refuseAliases(String origin, String yaml) throws IOException {
        try (YAMLParser parser = FACTORY.createParser(yaml)) {
            while (parser.nextToken() != null) {
                if (parser.isCurrentAlias()) {
                    throw new ConfigException(
                            origin,
                            List.of("there is an alias near line "
                                    + parser.currentTokenLocation().getLineNr()
                                    + "; write the value out, aliases are not read"));
                }
            }
        }
    }
}
