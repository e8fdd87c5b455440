// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.injection;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * The corruption of one record on the follower, decided from its content.
 *
 * @param kind what is damaged
 * @param field the field that is damaged, null where it is the whole record
 * @param path the path at which a comparison must find it, null where it is the whole record
 */
public record Damage(
        InjectedKind kind,
        @Nullable FieldDef field,
        @Nullable String path) {

    /** The member that damaged JSON gets. */
    static final String MEMBER = "planted";

    /** The damage of a kind that is possible for this content; empty if there is none. */
    static Optional<Damage> of(InjectedKind kind, EntityType<?> type, Struct content) {
        return switch (kind) {
            case CHANGED_COLUMN -> changedColumn(type, content);
            case CHANGED_JSONB -> changedJson(type, content);
            case LOST_CHILD_ROW -> lostChild(type, content);
            default -> Optional.of(new Damage(kind, null, null));
        };
    }

    private static Optional<Damage> changedColumn(EntityType<?> type, Struct content) {
        return type.fields().stream()
                .filter(it -> it.type() instanceof FieldType.Scalar scalar
                        && scalar.kind() == ScalarKind.TEXT
                        && scalar.allowed().isEmpty())
                .filter(it -> content.find(it.name()).orElse(Value.Null.NULL) instanceof Value.Text)
                .findFirst()
                .map(it -> new Damage(InjectedKind.CHANGED_COLUMN, it, it.name()));
    }

    private static Optional<Damage> changedJson(EntityType<?> type, Struct content) {
        return type.fields().stream()
                .filter(it -> it.type() instanceof FieldType.Json || it.type() instanceof FieldType.Remainder)
                .filter(it ->
                        content.find(it.name()).orElse(Value.Null.NULL) instanceof Struct json && !json.has(MEMBER))
                .findFirst()
                .map(it -> new Damage(InjectedKind.CHANGED_JSONB, it, it.name() + "." + MEMBER));
    }

    /** The last of several rows, so that exactly one place differs. */
    private static Optional<Damage> lostChild(EntityType<?> type, Struct content) {
        return type.fields().stream()
                .filter(it -> it.type() instanceof FieldType.Child || it.type() instanceof FieldType.ChildValues)
                .filter(it -> rows(content, it) > 1)
                .findFirst()
                .map(it ->
                        new Damage(InjectedKind.LOST_CHILD_ROW, it, it.name() + "[" + (rows(content, it) - 1) + "]"));
    }

    private static int rows(Struct content, FieldDef field) {
        return content.find(field.name()).orElse(Value.Null.NULL) instanceof Value.Items items
                ? items.values().size()
                : 0;
    }
}
