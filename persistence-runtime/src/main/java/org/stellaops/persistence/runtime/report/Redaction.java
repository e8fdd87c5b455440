// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.stellaops.persistence.RecordKey;

/** What a report may show. Keys can be personal data, and samples are values, so that both are shown only on request. */
public enum Redaction {
    /** Keys as digests, which tell whether two are the same, and no values. */
    DEFAULT,
    /** Keys as they are, and values of fields that the configuration allows to be shown. */
    NONE;

    private static final int DIGITS = 16;
    private static final List<String> SAMPLES = List.of("legacySample", "targetSample");
    private static final JsonMapper MAPPER = new JsonMapper();

    String key(RecordKey key) {
        return text(key.toString());
    }

    /** A key, or an id that is no key, as text. */
    String text(String key) {
        return this == NONE ? key : "sha256:" + digest(key);
    }

    /** A text that may name a key. */
    String without(String text, RecordKey key) {
        return this == NONE ? text : text.replace(key.id(), text(key.toString()));
    }

    /** The detail of a divergence, as it is kept. */
    JsonNode detail(String kept) {
        try {
            JsonNode read = MAPPER.readTree(kept);
            if (this == DEFAULT) {
                read.path("fields").forEach(Redaction::removeSamples);
            }
            return read;
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.textNode(this == NONE ? kept : "");
        }
    }

    private static void removeSamples(JsonNode field) {
        if (field instanceof ObjectNode it) {
            JsonNode unused = it.remove(SAMPLES);
        }
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
