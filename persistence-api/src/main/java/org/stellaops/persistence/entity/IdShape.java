// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Value;

/**
 * Where keys stand in documents.
 *
 * @param kind what ids are
 * @param tenantKind what tenants are
 * @param where where the tenant stands
 * @param tenantName the member that names the tenant; empty for none
 * @param members of an {@code _id} that names the tenant, all its members in their order
 * @param numbers the class in which numeric ids are written
 */
record IdShape(
        IdKind kind, IdKind tenantKind, Where where, String tenantName, List<String> members, ScalarKind numbers) {

    private static final String ID = "_id";

    enum Where {
        NOWHERE,
        MEMBER,
        IN_ID
    }

    IdShape {
        members = List.copyOf(members);
    }

    LegacyId idOf(RecordKey key) {
        LegacyId id = inClass(kind.idOf(key.id()));
        if (where != Where.IN_ID) {
            return id;
        }
        List<String> others = others();
        List<LegacyId.Member> inner = others.size() == 1
                ? List.of(new LegacyId.Member(others.get(0), id))
                : id instanceof LegacyId.Compound it ? it.members() : List.of();
        List<LegacyId.Member> all = new ArrayList<>(inner);
        all.add(
                Math.min(members.indexOf(tenantName), all.size()),
                new LegacyId.Member(tenantName, new LegacyId.Scalar(tenantValue(key.tenantOrEmpty()))));
        return new LegacyId.Compound(all);
    }

    RecordKey keyOf(LegacyId id, Function<String, Optional<Value>> document) {
        try {
            return switch (where) {
                case NOWHERE -> RecordKey.global(kind.textOf(id));
                case MEMBER -> {
                    Value tenant = document.apply(tenantName)
                            .orElseThrow(() -> new UnmappableException(
                                    UnmappableException.Problem.TENANT,
                                    tenantName,
                                    "is missing, but names the tenant of the document"));
                    yield RecordKey.of(tenantText(tenant), kind.textOf(id));
                }
                case IN_ID -> inId(id);
            };
        } catch (IllegalArgumentException e) {
            throw UnmappableException.ofKey(ID, e);
        }
    }

    private String tenantText(Value tenant) {
        try {
            String text = tenantKind.textOf(tenant);
            RecordKey.requireTenant(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw new UnmappableException(
                    UnmappableException.Problem.TENANT, tenantName, "names no tenant: " + e.getMessage());
        }
    }

    /** A compound id whose order was forgotten, in the order that its members have here. */
    LegacyId inOrder(LegacyId id) {
        return where == Where.IN_ID && id instanceof LegacyId.Compound it
                ? new LegacyId.Compound(it.members().stream()
                        .sorted(Comparator.comparing(member -> members.indexOf(member.name())))
                        .toList())
                : id;
    }

    Optional<String> tenantPath() {
        return switch (where) {
            case NOWHERE -> Optional.empty();
            case MEMBER -> Optional.of(tenantName);
            case IN_ID -> Optional.of(ID + "." + tenantName);
        };
    }

    String idPath() {
        return where == Where.IN_ID && others().size() == 1 ? ID + "." + others().get(0) : ID;
    }

    Value tenantValue(String tenant) {
        return tenantKind.idOf(tenant).value();
    }

    private RecordKey inId(LegacyId id) {
        if (!(id instanceof LegacyId.Compound it)
                || !it.members().stream().map(LegacyId.Member::name).toList().equals(members)) {
            throw new UnmappableException(
                    UnmappableException.Problem.KEY,
                    ID,
                    "has its members in another order than " + members + ", or others, so it is another _id");
        }
        String tenant =
                tenantKind.textOf(it.members().get(members.indexOf(tenantName)).value());
        List<LegacyId.Member> inner = it.members().stream()
                .filter(member -> !member.name().equals(tenantName))
                .toList();
        return RecordKey.of(
                tenant, kind.textOf(inner.size() == 1 ? inner.get(0).value() : new LegacyId.Compound(inner)));
    }

    private LegacyId inClass(LegacyId id) {
        return kind == IdKind.NUMBER && id instanceof LegacyId.Scalar it
                ? new LegacyId.Scalar(Numbers.as(numbers, it.value()).orElse(it.value()))
                : id;
    }

    private List<String> others() {
        return IntStream.range(0, members.size())
                .mapToObj(members::get)
                .filter(it -> !it.equals(tenantName))
                .toList();
    }
}
