// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.LegacyMapping;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Converts between published OSV documents and the advisory aggregate.
 *
 * <p>Lossless by construction. Each field takes what it can of its member and rebuilds the member from that; a member
 * that
 * does not come back equal stays in the remainder, verbatim, and wins over the rebuilt one for as long as the field
 * still
 * says the same. An absent, a null and an empty list are three different things that way, and so are two spellings of
 * one
 * instant.
 *
 * <p>Content that no document corresponds to (for example a remainder that contradicts a column) is kept too: the
 * document then contains it as a text in {@value #ESCAPE}, beside the closest members that OSV allows.
 */
final class OsvMapping implements LegacyMapping {

    static final String ESCAPE = "_content";
    private static final String ID = "id";

    private final EntityType<?> type;

    OsvMapping(EntityType<?> type) {
        this.type = type;
    }

    @Override
    public Struct toDocument(RecordKey key, Struct content) {
        Struct document = write(key, content);
        return fromDocument(key, document).equals(content)
                ? document
                : document.with(ESCAPE, Value.of(ExtendedJson.write(content)));
    }

    @Override
    public Struct fromDocument(RecordKey key, Struct document) {
        return escaped(key, document).orElseGet(() -> read(key, document));
    }

    @Override
    public Value toId(RecordKey key) {
        return Value.of(key.id());
    }

    @Override
    public RecordKey fromId(Value id) {
        try {
            return RecordKey.global(IdKind.TEXT.textOf(id));
        } catch (IllegalArgumentException e) {
            throw new UnmappableException("_id", "is no id of an advisory: " + e.getMessage());
        }
    }

    @Override
    public Optional<String> tenantPath() {
        return Optional.empty();
    }

    @Override
    public String idPath() {
        return "_id";
    }

    /** Only aliases are matched by MongoDB exactly as by PostgreSQL, whatever a document holds there. */
    @Override
    public Optional<String> path(FieldDef field) {
        return field.name().equals(Advisories.ALIASES.name()) ? Optional.of(field.name()) : Optional.empty();
    }

    private static Struct read(RecordKey key, Struct document) {
        if (!document.has(ID)) {
            throw new UnmappableException(ID, "is missing, but an OSV document names itself");
        }
        Struct.Builder content = Struct.builder();
        Struct rest = document;
        if (document.find(ID).equals(Optional.of(Value.of(key.id())))) {
            rest = rest.without(ID);
        }
        // Members before their parents, which take the rest.
        for (int i = Advisories.PARTS.size() - 1; i >= 0; i--) {
            FieldMapping part = Advisories.PARTS.get(i);
            Optional<Value> member = part.path().findIn(rest);
            Optional<Value> field = part.project(member);
            field.ifPresent(it -> content.put(part.field().name(), it));
            if (member.isPresent() && field.flatMap(part.projection()::rebuild).equals(member)) {
                rest = part.path().removeFrom(rest);
            }
        }
        if (!rest.isEmpty()) {
            content.put(Advisories.REMAINDER.name(), rest);
        }
        return verified(key, document, content.build());
    }

    private static Struct verified(RecordKey key, Struct document, Struct content) {
        if (write(key, content).equals(document)) {
            return content;
        }
        throw new UnmappableException("", "does not come back equal from the fields of an advisory");
    }

    private static Struct write(RecordKey key, Struct content) {
        Struct document = content.find(Advisories.REMAINDER.name())
                .map(Struct.class::cast)
                .orElse(Struct.EMPTY);
        for (FieldMapping part : Advisories.PARTS) {
            document = write(part, document, content.find(part.field().name()));
        }
        return document.has(ID) ? document : document.with(ID, Value.of(key.id()));
    }

    private static Struct write(FieldMapping part, Struct document, Optional<Value> field) {
        Optional<Value> verbatim = part.path().findIn(document);
        if (verbatim.isPresent() && part.project(verbatim).equals(field)) {
            return document;
        }
        return field.flatMap(part.projection()::rebuild)
                .map(it -> part.path().setIn(document, it))
                .orElseGet(() -> part.path().removeFrom(document));
    }

    /** The content that {@link #toDocument} put into a text; a document that merely has such a member is not one. */
    private Optional<Struct> escaped(RecordKey key, Struct document) {
        if (!(document.find(ESCAPE).orElse(Value.Null.NULL) instanceof Value.Text text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ExtendedJson.read(text.value()))
                    .filter(Struct.class::isInstance)
                    .map(Struct.class::cast)
                    .filter(it -> type.problemsOf(it).isEmpty())
                    .filter(it -> toDocument(key, it).equals(document));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
