// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.Json;
import org.stellaops.persistence.entity.Microseconds;
import org.stellaops.persistence.entity.Remainder;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.Unique;

/** The entity types that the contract needs; together they have every kind of id, field and key that the API offers. */
public final class ContractTypes {

    /** The module that owns them all. */
    public static final String MODULE = "contract";

    /** Global, from an annotated record: every scalar, an array, JSON, both kinds of child table, a remainder. */
    public static final EntityType<Everything> EVERYTHING = EntityType.of(Everything.class);

    /** Tenant-scoped, from an annotated record, with a simple and a composite unique key. */
    public static final EntityType<Account> ACCOUNTS = EntityType.of(Account.class);

    /** Global, with UUIDs as ids. */
    public static final EntityType<Device> DEVICES = EntityType.of(Device.class);

    /** Global, from the builder, with object ids as ids, a unique key, and a column that is a reserved word. */
    public static final EntityType<Document> TICKETS = EntityType.builder(MODULE, "tickets")
            .collection("Tickets.v1")
            .id("ticketId", IdKind.OBJECT_ID)
            .fields(
                    FieldDef.text("order").optional(),
                    FieldDef.oneOf("status", "OPEN", "CLOSED").optional(),
                    FieldDef.text("code").optional().inColumn("ticket_code"),
                    FieldDef.json("body").optional())
            .unique("tickets_code", "code")
            .build();

    /** Global, from the builder: lists of every element that a list can have, and rows with every column. */
    public static final EntityType<Document> LISTS = EntityType.builder(MODULE, "lists")
            .fields(
                    FieldDef.array("texts", ScalarKind.TEXT).optional(),
                    FieldDef.array("ints", ScalarKind.INT).optional(),
                    FieldDef.array("longs", ScalarKind.LONG).optional(),
                    FieldDef.array("doubles", ScalarKind.DOUBLE).optional(),
                    FieldDef.array("decimals", ScalarKind.DECIMAL).optional(),
                    FieldDef.array("bools", ScalarKind.BOOL).optional(),
                    FieldDef.array("instants", ScalarKind.INSTANT).optional(),
                    FieldDef.array("uuids", ScalarKind.UUID).optional(),
                    FieldDef.childValues("numbers", "lists_numbers", ScalarKind.LONG),
                    FieldDef.childValues("moments", "lists_moments", ScalarKind.INSTANT),
                    FieldDef.child(
                            "rows",
                            "lists_rows",
                            FieldDef.text("text").optional(),
                            FieldDef.scalar("number", ScalarKind.INT).optional(),
                            FieldDef.scalar("big", ScalarKind.LONG).optional(),
                            FieldDef.scalar("ratio", ScalarKind.DOUBLE).optional(),
                            FieldDef.scalar("price", ScalarKind.DECIMAL).optional(),
                            FieldDef.scalar("flag", ScalarKind.BOOL).optional(),
                            FieldDef.scalar("at", ScalarKind.INSTANT).optional(),
                            FieldDef.scalar("uuid", ScalarKind.UUID).optional(),
                            FieldDef.scalar("bytes", ScalarKind.BYTES).optional(),
                            FieldDef.array("tags", ScalarKind.TEXT).optional(),
                            FieldDef.json("json").optional()))
            .build();

    /** Global and append-only. */
    public static final EntityType<Document> LOG = EntityType.builder(MODULE, "log")
            .appendOnly(true)
            .fields(FieldDef.text("message"))
            .build();

    private ContractTypes() {}

    /** All of them, for a backend that makes its tables beforehand. */
    public static List<EntityType<?>> all() {
        return List.of(EVERYTHING, ACCOUNTS, DEVICES, TICKETS, LISTS, LOG);
    }

    /** How grave something is. */
    public enum Level {
        LOW,
        MIDDLE,
        HIGH
    }

    /** A row of a child table. */
    public record Component(
            String name,
            @Nullable Integer size,
            @Nullable List<String> pendingFlags,
            @Nullable @Json JsonNode detail) {}

    /** A record with every kind of field. */
    @Entity(module = MODULE, table = "everything")
    @SuppressWarnings("ArrayRecordComponent") // Never compared: what is compared is content.
    public record Everything(
            @Id String key,
            @Nullable String text,
            @Nullable Integer number,
            @Nullable Long big,
            @Nullable Double ratio,
            @Nullable BigDecimal price,
            @Nullable Boolean flag,
            @Nullable Instant at,
            @Nullable @Microseconds Instant fineAt,
            @Nullable UUID uuid,
            byte @Nullable [] bytes,
            @Nullable Level level,
            @Nullable List<String> tags,
            @Nullable @Json JsonNode anything,
            @Child(table = "everything_parts") List<Component> parts,
            @Child(table = "everything_labels") List<String> labels,
            @Nullable @Remainder JsonNode rest) {}

    /** An account of a tenant. */
    @Entity(
            module = MODULE,
            table = "accounts",
            tenancy = Tenancy.TENANT,
            unique = {
                @Unique(name = "accounts_email", fields = "email"),
                @Unique(
                        name = "accounts_realm_number",
                        fields = {"realm", "number"})
            })
    public record Account(
            @Id String id,
            String name,
            @Nullable String email,
            @Nullable String realm,
            @Nullable Integer number) {}

    /** A device with a UUID. */
    @Entity(module = MODULE, table = "devices")
    public record Device(@Id UUID deviceId, String name) {}
}
