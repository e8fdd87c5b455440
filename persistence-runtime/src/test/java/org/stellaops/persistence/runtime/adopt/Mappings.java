// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Absent;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Fallback;
import org.stellaops.persistence.entity.Flat;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.LegacyDefault;
import org.stellaops.persistence.entity.LegacyDocument;
import org.stellaops.persistence.entity.LegacyId;
import org.stellaops.persistence.entity.LegacyName;
import org.stellaops.persistence.entity.LegacyNaming;
import org.stellaops.persistence.entity.Remainder;
import org.stellaops.persistence.entity.Stored;
import org.stellaops.persistence.entity.StoredAs;
import org.stellaops.persistence.entity.Tenancy;

/** The whole mapping of each collection that is adopted: what a service would write. */
final class Mappings {

    private Mappings() {}

    /** Ids that are texts and object ids, a type that is a text or a list, numbers of two classes. */
    @Entity(module = "shop", table = "products")
    @LegacyDocument(naming = LegacyNaming.SNAKE_CASE)
    record Product(
            @Id LegacyId productId,
            String name,
            List<String> type,
            @Nullable String brand,
            @Nullable Double price,
            @Nullable Double monthlyPrice,
            double rating,
            @Nullable Double warrantyYears,
            @Nullable Boolean available,
            @LegacyName("for") @Nullable List<String> fits,
            @Remainder @Nullable JsonNode more) {}

    /** A member with spaces, an address that is a number now and then, a rating that is a text where there is none. */
    @Entity(module = "food", table = "restaurants", collection = "restaurant")
    @LegacyDocument(naming = LegacyNaming.SNAKE_CASE)
    record Restaurant(
            @Id ObjectId restaurantId,
            @LegacyName("URL") String url,

            @Stored({StoredAs.NATURAL, StoredAs.SCALAR_AS_TEXT})
            String address,

            @LegacyName("address line 2") String addressLine2,
            String name,
            String outcode,
            String postcode,
            @Nullable @Absent("Not yet rated") Double rating,
            String typeOfFood) {}

    record Score(String type, double score) {}

    /** Arrays of sub-documents as rows of a child table. */
    @Entity(module = "school", table = "grades")
    @LegacyDocument(naming = LegacyNaming.SNAKE_CASE)
    record Grade(
            @Id ObjectId gradeId,
            int studentId,
            int classId,
            @Child(table = "grade_scores") List<Score> scores) {}

    @Entity(module = "notes", table = "notes")
    record Note(@Id long noteId, String text) {}

    enum Status {
        NEW,
        PAID,
        SENT,
        @Fallback
        OTHER
    }

    record Address(
            @LegacyName("Street Name") String street,
            @Nullable String zip) {}

    record Line(
            String sku,
            double quantity,
            @LegacyName("unit_price") double unitPrice,
            @Remainder @Nullable JsonNode more) {}

    /** Twenty habits in one collection; {@link ShopOrders} writes them. */
    @Entity(module = "orders", table = "shop_orders", collection = "Orders", tenancy = Tenancy.TENANT)
    @LegacyDocument(naming = LegacyNaming.SNAKE_CASE, tenant = "shopId", tenantKind = IdKind.NUMBER)
    record ShopOrder(
            @Id LegacyId orderId,

            @LegacyName("order no") @Stored({StoredAs.NATURAL, StoredAs.SCALAR_AS_TEXT})
            String orderNo,

            @Stored({StoredAs.NATURAL, StoredAs.ISO_TEXT, StoredAs.SECONDS})
            Instant placedAt,

            double total,

            @Nullable @Absent("n/a") @Stored({StoredAs.NATURAL, StoredAs.NUMBER_ANY_TEXT})
            Double discount,

            List<String> tags,
            Status status,
            @LegacyDefault("EUR") String currency,
            @Nullable String note,
            @Flat @Nullable Address shipTo,
            @Child(table = "shop_order_lines") List<Line> lines,
            @LegacyName("_attrs") @Nullable Map<String, Double> attributes,

            @Stored({StoredAs.DATE, StoredAs.NATURAL}) @Nullable
            LocalDate dueOn,

            @Stored(StoredAs.DURATION_SECONDS) @Nullable Duration handling,
            @Stored(StoredAs.OBJECT_ID) String customerId,

            @Stored({StoredAs.NATURAL, StoredAs.BOOL_NUMBER, StoredAs.BOOL_TEXT})
            boolean paid,

            @LegacyName("meta.source") @Nullable String source,
            @Nullable Instant deletedAt,
            @Remainder @Nullable JsonNode rest) {}
}
