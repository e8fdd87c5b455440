// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.ExtendedJson;

/**
 * A VEX document as a provider published it; append-only. The digest is that of its canonical JSON.
 *
 * @param digest unique within the tenant
 * @param supersedesDigest the document that this one replaces; no other one replaces it
 */
@Entity(
        module = "vex",
        table = "raw_documents",
        tenancy = Tenancy.TENANT,
        unique = {
            @Unique(
                    name = "raw_documents_etag",
                    fields = {"providerId", "sourceUri", "etag"}),
            @Unique(name = "raw_documents_supersedes_digest", fields = "supersedesDigest")
        })
public record RawDocument(
        @Id String digest,
        String providerId,
        Format format,
        String sourceUri,
        String etag,
        Instant retrievedAt,
        @Nullable String supersedesDigest,
        @Json JsonNode content,
        @Json JsonNode metadata,
        @Json JsonNode provenance) {

    public static final Field<String> PROVIDER_ID = Field.of("providerId", String.class);
    public static final Field<String> SOURCE_URI = Field.of("sourceUri", String.class);
    public static final Field<String> ETAG = Field.of("etag", String.class);
    public static final Field<Instant> RETRIEVED_AT = Field.of("retrievedAt", Instant.class);
    public static final Field<String> SUPERSEDES_DIGEST = Field.of("supersedesDigest", String.class);

    /** The digest of a document: SHA-256 of its canonical JSON. */
    public static String digestOf(JsonNode content) {
        return ContentHash.of(ExtendedJson.fromTree(content)).toString();
    }

    /** What format can be. */
    public enum Format {
        OPENVEX,
        CSAF,
        CYCLONEDX,
        CUSTOM
    }
}
