// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.issuer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Unique;
import org.stellaops.persistence.query.Field;

/**
 * A key that an issuer signs with.
 *
 * @param id unique
 * @param replacesKeyId the key that was rotated out in favour of this one
 */
@Entity(
        module = "issuer",
        table = "issuer_keys",
        unique =
                @Unique(
                        name = "issuer_keys_fingerprint",
                        fields = {"issuerId", "fingerprint"}))
public record IssuerKey(
        @Id String id,
        String issuerId,
        Kind kind,
        String publicKey,
        String fingerprint,
        Status status,
        Instant validFrom,
        @Nullable Instant expiresAt,
        @Nullable String replacesKeyId,
        @Nullable Instant revokedAt,
        @Nullable String revokedReason,
        Instant createdAt,
        Instant updatedAt) {

    public static final Field<String> ISSUER_ID = Field.of("issuerId", String.class);
    public static final Field<String> FINGERPRINT = Field.of("fingerprint", String.class);
    public static final Field<Instant> EXPIRES_AT = Field.of("expiresAt", Instant.class);
    public static final Field<String> STATUS = Field.of("status", String.class);

    /** What kind can be. */
    public enum Kind {
        ED25519,
        X509,
        DSSE,
        PGP
    }

    /** What status can be. */
    public enum Status {
        ACTIVE,
        RETIRED,
        REVOKED
    }
}
