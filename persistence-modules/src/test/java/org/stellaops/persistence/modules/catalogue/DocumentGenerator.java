// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.testkit.generate.RandomSource;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Records of a type as the services of the control plane might have written them: the same type, index and revision give the same
 * record. Records refer to records of the same tenant that exist when as many of each type are generated; what is unique, refers
 * to something or makes up the key does not depend on the revision.
 */
final class DocumentGenerator {

    static final int TENANTS = 5;

    /** So many records refer to one parent. */
    private static final int FAMILY = 10 * TENANTS;

    private static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");
    private static final int MINUTES = 1_000_000;
    private static final List<String> WORDS = List.of(
            "openssl", "Überprüfung", "log4j", "kernel", "registry", "policy", "critical", "gateway", "検証", "release");

    private final EntityType<?> type;

    DocumentGenerator(EntityType<?> type) {
        this.type = type;
    }

    /**
     * One record.
     *
     * @param key its key
     * @param content its content
     */
    record Generated(RecordKey key, Struct content) {}

    /** The tenant of a record. */
    static String tenantOf(int index) {
        return "tenant-" + index % TENANTS;
    }

    private String tenantOfType(int index) {
        return type.tenantKind() == IdKind.UUID ? uuid("tenant", index % TENANTS) : tenantOf(index);
    }

    /** The record of an index, as it is after so many changes. */
    Generated generate(int index, int revision) {
        RandomSource source = new RandomSource((type.toString().hashCode() * 31L + index) * 31L + revision);
        Struct.Builder content = Struct.builder();
        for (FieldDef field : type.fields()) {
            special(field, index).or(() -> field(field, index, source)).ifPresent(it -> content.put(field.name(), it));
        }
        Struct built = content.build();
        String id = idOf(index, built);
        return new Generated(
                type.tenancy() == Tenancy.TENANT ? RecordKey.of(tenantOfType(index), id) : RecordKey.global(id), built);
    }

    /** The index of the record that this one refers to: of the same tenant, and with siblings. */
    static int parentOf(int index) {
        return index - index % FAMILY + index % TENANTS;
    }

    static String uuid(String table, int index) {
        return UUID.nameUUIDFromBytes((table + "/" + index).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private String idOf(int index, Struct content) {
        return switch (type.toString()) {
            case "authority.tenants" -> "tenant-" + index;
            case "scheduler.run_summaries" -> uuid("scheduler.schedules", index);
            case "policy.packs" -> project(content) + "/" + text(content, "name");
            case "policy.risk_profiles" ->
                project(content) + "/" + text(content, "name") + "/" + number(content, "version");
            case "vuln.source_states" -> "sources-" + index;
            case "vuln.lnm_linkset_cache" -> text(content, "source") + "/" + text(content, "advisoryId");
            case "vex.raw_documents" -> digest(index);
            default ->
                switch (type.idKind()) {
                    case UUID -> uuid(type.toString(), index);
                    case TEXT -> type.table() + "-" + index;
                    case OBJECT_ID -> String.format("%024x", index);
                    case NUMBER, UUID_LEGACY, MIXED ->
                        throw new IllegalArgumentException(type + ": no ids of this kind are generated");
                };
        };
    }

    /** What constraints and references between records demand of a field. */
    private Optional<Value> special(FieldDef field, int index) {
        int parent = parentOf(index);
        return switch (type.table() + "." + field.name()) {
            case "runs.scheduleId" -> uuidValue("scheduler.schedules", parent);
            case "packs.projectId", "risk_profiles.projectId" ->
                index % 3 == 0 ? Optional.empty() : Optional.of(Value.of("project-" + index % 7));
            case "packs.name", "risk_profiles.name" -> Optional.of(Value.of("name-" + index));
            case "pack_versions.packId" -> Optional.of(Value.of(packId(parent)));
            case "pack_versions.version" -> Optional.of(Value.of(index % FAMILY / TENANTS + 1));
            case "risk_profiles.version" -> Optional.of(Value.of(1 + index % 9));
            case "explanations.evaluationRunId" -> uuidValue("policy.evaluation_runs", parent);
            case "escalation_states.incidentId" -> uuidValue("notify.incidents", parent);
            case "feed_snapshots.sourceId" -> Optional.of(Value.of("sources-" + parent));
            case "lnm_linkset_cache.source" -> Optional.of(Value.of("source-" + index % 3));
            case "lnm_linkset_cache.advisoryId" -> Optional.of(Value.of("CVE-2024-" + index));
            case "graph_revisions.projectId", "unknowns_snapshots.projectId" ->
                Optional.of(Value.of("projects-" + parent));
            case "issuer_keys.issuerId" -> Optional.of(Value.of("issuers-" + parent));
            case "trust_overrides.issuerId" -> Optional.of(Value.of("issuers-" + index));
            case "events.eventNumber" -> Optional.of(Value.of(index / TENANTS + 1L));
            case "events.previousHash" ->
                index < TENANTS ? Optional.empty() : Optional.of(Value.of(digest(index - TENANTS)));
            case "events.contentHash" -> Optional.of(Value.of(digest(index)));
            case "raw_documents.supersedesDigest" -> revised(index, it -> Value.of(digest(it)));
            case "observations.supersedesId" -> revised(index, it -> Value.of("observations-" + it));
            case "statements.supersedesId", "cvss_receipts.supersedesId" ->
                revised(index, it -> new Value.Uuid(UUID.fromString(uuid(type.toString(), it))));
            case "schedules.deletedAt", "runs.deletedAt" ->
                index % 4 == 0 ? Optional.of(Value.of(FIRST)) : Optional.empty();
            case "schedules.deletedBy", "runs.deletedBy" ->
                index % 4 == 0 ? Optional.of(Value.of("operator")) : Optional.empty();
            case "graph_jobs.type" -> Optional.of(Value.of(index % 2));
            case "quiet_hours.startsAt" -> Optional.of(Value.of("22:30"));
            case "quiet_hours.endsAt" -> Optional.of(Value.of("06:15"));
            default -> Optional.empty();
        };
    }

    /** Two of three records supersede the one before of the same tenant. */
    private static Optional<Value> revised(int index, IntFunction<Value> id) {
        return index < TENANTS || index % 3 == 0 ? Optional.empty() : Optional.of(id.apply(index - TENANTS));
    }

    private Optional<Value> field(FieldDef field, int index, RandomSource source) {
        boolean determined = SPECIAL_MAY_BE_MISSING.contains(type.table() + "." + field.name());
        boolean unique = type.uniqueKeys().stream().anyMatch(it -> it.fields().contains(field.name()));
        if (determined || (field.nullable() && !unique && source.onceIn(3))) {
            return Optional.empty();
        }
        if (unique && field.type() instanceof FieldType.Scalar it) {
            return Optional.of(uniqueValue(field, it, index));
        }
        return Optional.of(value(field, source));
    }

    /** Fields for which {@link #special} says that they are missing. */
    private static final List<String> SPECIAL_MAY_BE_MISSING = List.of(
            "packs.projectId",
            "risk_profiles.projectId",
            "events.previousHash",
            "raw_documents.supersedesDigest",
            "observations.supersedesId",
            "statements.supersedesId",
            "cvss_receipts.supersedesId",
            "schedules.deletedAt",
            "schedules.deletedBy",
            "runs.deletedAt",
            "runs.deletedBy");

    private Value uniqueValue(FieldDef field, FieldType.Scalar scalar, int index) {
        if (!scalar.allowed().isEmpty()) {
            return Value.of(scalar.allowed().get(index % scalar.allowed().size()));
        }
        return switch (scalar.kind()) {
            case UUID -> new Value.Uuid(UUID.fromString(uuid(field.name(), parentOf(index))));
            case TEXT -> Value.of(field.name() + "-" + index);
            default -> throw new IllegalStateException(type + " needs a rule for " + field.name());
        };
    }

    private Value value(FieldDef field, RandomSource source) {
        FieldType fieldType = field.type();
        if (fieldType instanceof FieldType.Scalar it) {
            return scalar(field.name(), it, source);
        } else if (fieldType instanceof FieldType.Array it) {
            return items(source, 3, () -> scalar(field.name(), it.element(), source));
        } else if (fieldType instanceof FieldType.ChildValues it) {
            return items(source, 4, () -> scalar(field.name(), it.element(), source));
        } else if (fieldType instanceof FieldType.Child it) {
            return items(source, 4, () -> row(it.columns(), source));
        }
        return json(source);
    }

    private Struct row(List<FieldDef> columns, RandomSource source) {
        Struct.Builder row = Struct.builder();
        for (FieldDef column : columns) {
            if (!column.nullable() || !source.onceIn(3)) {
                row.put(column.name(), value(column, source));
            }
        }
        return row.build();
    }

    private static Value scalar(String name, FieldType.Scalar scalar, RandomSource source) {
        if (!scalar.allowed().isEmpty()) {
            return Value.of(source.oneOf(scalar.allowed()));
        }
        return switch (scalar.kind()) {
            case TEXT -> Value.of(words(source));
            case INT -> Value.of(name.equals("status") ? source.between(0, 4) : source.between(1, 7));
            case LONG -> Value.of((long) source.between(1, 1_000_000));
            case DOUBLE -> Value.of(source.below(9) / 8.0);
            case DECIMAL -> new Value.Decimal(new BigDecimal(source.between(0, 100)).movePointLeft(1));
            case BOOL -> Value.of(source.onceIn(2));
            case INSTANT -> Value.of(instant(name, source));
            case UUID -> new Value.Uuid(new UUID(source.bits(), source.bits()));
            case BYTES -> new Value.Bytes(0, words(source).getBytes(StandardCharsets.UTF_8));
        };
    }

    private static Instant instant(String name, RandomSource source) {
        Instant some = FIRST.plusSeconds(60L * source.below(MINUTES)).plusMillis(source.below(1000));
        return name.startsWith("expires") || name.startsWith("ends") ? some.plusSeconds(60L * MINUTES) : some;
    }

    private static Value json(RandomSource source) {
        Struct.Builder json = Struct.builder()
                .put("kind", Value.of(words(source)))
                .put("count", Value.of(source.between(-5, 5)))
                .put("ratio", Value.of(source.below(1000) / 8.0))
                .put("labels", items(source, 3, () -> Value.of(words(source))));
        if (source.onceIn(2)) {
            json.put("origin", Value.Null.NULL);
        }
        if (source.onceIn(3)) {
            json.put(
                    "nested",
                    Struct.builder()
                            .put("at", Value.of(instant("at", source)))
                            .put("empty", Value.Items.of())
                            .build());
        }
        return json.build();
    }

    private interface Item {
        Value next();
    }

    private static Value items(RandomSource source, int most, Item item) {
        List<Value> items = new ArrayList<>();
        for (int i = source.between(0, most); i > 0; i--) {
            items.add(item.next());
        }
        return new Value.Items(items);
    }

    private static String words(RandomSource source) {
        StringBuilder words = new StringBuilder(source.oneOf(WORDS));
        for (int i = source.below(3); i > 0; i--) {
            words.append(' ').append(source.oneOf(WORDS));
        }
        return words.append(' ').append(source.below(1000)).toString();
    }

    private static Optional<Value> uuidValue(String table, int index) {
        return Optional.of(new Value.Uuid(UUID.fromString(uuid(table, index))));
    }

    private static String packId(int index) {
        return (index % 3 == 0 ? "-" : "project-" + index % 7) + "/name-" + index;
    }

    private static String project(Struct content) {
        return content.find("projectId").map(it -> ((Value.Text) it).value()).orElse("-");
    }

    private static String text(Struct content, String name) {
        return ((Value.Text) content.find(name).orElseThrow()).value();
    }

    private static int number(Struct content, String name) {
        return ((Value.Int32) content.find(name).orElseThrow()).value();
    }

    private static String digest(int index) {
        return "sha256:" + String.format("%064x", index + 1);
    }
}
