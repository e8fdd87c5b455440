// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Tenancy;

/** What a customer of one tenant ordered. */
@Entity(module = "shop", table = "orders", tenancy = Tenancy.TENANT)
public record Order(
        @Id String orderId,
        String customer,
        long cents,
        Instant placedAt,
        @Nullable String note,
        List<String> tags,
        @Child(table = "order_lines") List<Line> lines,
        @Json @Nullable JsonNode more) {}
