// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonType;
import org.stellaops.persistence.cli.infer.ProposedField.Kind;
import org.stellaops.persistence.cli.infer.ProposedField.ProposedRecord;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.LegacyNaming;

/** Makes an entity type of a profile. Pure: the same profile and choices give the same type. */
final class Proposer {

    private static final int MOST_FIELDS = 150;
    private static final double RARE = 0.005;

    private final CollectionProfile profile;
    private final Choices choices;
    private final Names names;
    private final List<Note> notes = new ArrayList<>();
    private final ComponentRule rule;

    private Proposer(CollectionProfile profile, Choices choices) {
        this.profile = profile;
        this.choices = choices;
        this.names = new Names(choices.taken());
        String table = names.table(profile.collection());
        this.rule = new ComponentRule(names, notes, choices, table, profile.isComplete());
    }

    /**
     * What the user chose, and what a proof found out.
     *
     * @param module the module
     * @param type the name of the record class; empty to make one of the collection's name
     * @param tenant the member that names the tenant; empty for none
     * @param showValues whether texts of documents may stand in what is written
     * @param plainer how much plainer a member must be kept than it seemed: 1 as JSON, 2 with everything else
     * @param taken the types and tables of the collections before
     */
    record Choices(
            String module,
            String type,
            String tenant,
            boolean showValues,
            Map<String, Integer> plainer,
            Set<String> taken) {

        /** For the next collection of the same module. */
        Choices besides(ProposedType former) {
            return new Choices(module, type, tenant, showValues, Map.of(), former.taken());
        }

        /** One step plainer, or the same: what the remainder does not carry either, nothing does. */
        Choices plainer(String member) {
            int plainest = ComponentRule.needsComponent(member, "") ? 1 : 2;
            Map<String, Integer> more = new LinkedHashMap<>(plainer);
            more.put(member, Math.min(levelOf(member) + 1, plainest));
            return new Choices(module, type, tenant, showValues, more, taken);
        }

        int levelOf(String member) {
            return plainer.getOrDefault(member, 0);
        }
    }

    /** The proposal. */
    static ProposedType of(CollectionProfile profile, Choices choices) {
        return new Proposer(profile, choices).propose();
    }

    private ProposedType propose() {
        String name = choices.type().isEmpty() ? names.type(profile.collection()) : choices.type();
        names.reserve("tenantId");
        String id = names.component(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1) + "Id", "");
        String idType = idType();
        List<ProposedField> fields = fields();
        String tenantKind = tenantKind();
        tenantCandidates();
        ProposedType.ProposedKeys keys = KeyRule.of(profile, choices, fields, rule.table(), notes);
        return new ProposedType(
                name,
                choices.module(),
                rule.table(),
                profile.collection(),
                choices.tenant(),
                tenantKind,
                id,
                idType,
                naming(fields),
                fields,
                keys,
                List.copyOf(notes),
                names.ofModule());
    }

    private String idType() {
        PathProfile ids = profile.ids();
        if (ids.isOnly(BsonType.STRING)) {
            return "@Id String";
        } else if (ids.isOnly(BsonType.OBJECT_ID)) {
            return "@Id ObjectId";
        } else if (ids.isOnly(BsonType.INT32, BsonType.INT64, BsonType.DOUBLE)
                && ids.numbers().whole()) {
            return "@Id long";
        } else if (ids.isOnly(BsonType.BINARY) && ids.subtypes().keySet().equals(Set.of(4))) {
            return "@Id UUID";
        } else if (ids.isOnly(BsonType.BINARY) && ids.subtypes().keySet().equals(Set.of(3))) {
            return "@Id(kind = IdKind.UUID_LEGACY) UUID";
        }
        notes.add(new Note(
                "_id",
                "ids of these types: " + Types.text(ids) + "; LegacyId takes each of them"
                        + (ids.isOnly(BsonType.DOCUMENT) ? ", a record of its members would be easier to use" : "")));
        return "@Id LegacyId";
    }

    private List<ProposedField> fields() {
        List<ProposedField> fields = new ArrayList<>();
        members()
                .forEach((member, path) ->
                        rule.component(member, path, profile.documents(), "").ifPresent(fields::add));
        fields.add(new ProposedField(
                "",
                names.component("more", ""),
                "JsonNode",
                List.of("@Remainder"),
                true,
                Kind.REMAINDER,
                ProposedRecord.NONE));
        return fields;
    }

    /** The members that get a component, as they come in documents; the others are in the remainder. */
    private Map<String, PathProfile> members() {
        Map<String, PathProfile> members = new LinkedHashMap<>(profile.root().members());
        members.remove(choices.tenant());
        long rarely = (long) Math.ceil(profile.documents() * RARE);
        if (members.size() > MOST_FIELDS || profile.root().hasFreeKeys()) {
            members.entrySet().stream()
                    .filter(it -> !ComponentRule.needsComponent(it.getKey(), ""))
                    .sorted(Comparator.comparing(it -> it.getValue().total()))
                    .limit(Math.max(0, members.size() - MOST_FIELDS))
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(members::remove);
            notes.add(new Note("", "documents have very many different members; the rarer ones go into the remainder"));
        }
        List<String> rare = members.entrySet().stream()
                .filter(it ->
                        it.getValue().total() < rarely || it.getKey().isEmpty() || choices.levelOf(it.getKey()) > 1)
                .map(Map.Entry::getKey)
                .filter(it -> !ComponentRule.needsComponent(it, ""))
                .toList();
        rare.forEach(it -> {
            members.remove(it);
            notes.add(new Note(
                    it,
                    "is kept in the remainder, "
                            + (choices.levelOf(it) > 1
                                    ? "because no column carries all its values"
                                    : "because few documents have it")));
        });
        return members;
    }

    private String tenantKind() {
        if (choices.tenant().isEmpty()) {
            return "";
        }
        PathProfile tenant = profile.root().members().get(choices.tenant());
        if (tenant == null || tenant.present() < profile.documents()) {
            notes.add(new Note(choices.tenant(), "names the tenant, but documents lack it; these cannot be read"));
        }
        if (tenant == null || tenant.isOnly(BsonType.STRING)) {
            return "TEXT";
        } else if (tenant.isOnly(BsonType.OBJECT_ID)) {
            return "OBJECT_ID";
        } else if (tenant.isOnly(BsonType.BINARY)) {
            return "UUID";
        }
        return tenant.isOnly(BsonType.INT32, BsonType.INT64, BsonType.DOUBLE) ? "NUMBER" : "MIXED";
    }

    private void tenantCandidates() {
        if (!choices.tenant().isEmpty()) {
            return;
        }
        profile.root().members().forEach((member, path) -> {
            boolean everywhere =
                    path.present() == profile.documents() && !path.scalars().isMany();
            boolean shared = path.scalars().count() > 1 && path.scalars().count() * 10L <= profile.documents();
            boolean named = FieldDef.snakeCase(member)
                    .matches(
                            "(.*_)?(tenant|shop|account|customer|org|organi[sz]ation|company|workspace|client|site)(_?id)?");
            if (everywhere && shared && named) {
                notes.add(new Note(
                        member, "may name the tenant: every document has it; --tenant " + member + " makes it one"));
            }
        });
    }

    private static LegacyNaming naming(List<ProposedField> fields) {
        return Stream.of(LegacyNaming.values())
                .max(Comparator.comparingLong((LegacyNaming it) -> named(fields, it))
                        .thenComparing(
                                Comparator.comparing(LegacyNaming::ordinal).reversed()))
                .orElse(LegacyNaming.AS_FIELD);
    }

    private static long named(List<ProposedField> fields, LegacyNaming naming) {
        return fields.stream()
                .mapToLong(it -> (naming.memberOf(it.component()).equals(it.member()) ? 1 : 0)
                        + named(it.nested().fields(), naming))
                .sum();
    }

    /** The types at a path as a text. */
    static final class Types {

        private Types() {}

        static String text(PathProfile path) {
            return path.types().entrySet().stream()
                    .sorted(Map.Entry.<BsonType, Long>comparingByValue().reversed())
                    .map(it -> it.getValue() + " " + it.getKey().name().toLowerCase(Locale.ROOT))
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("none");
        }

        /** Types that the library does not carry. */
        static Optional<String> foreign(PathProfile path) {
            return path.types().keySet().stream()
                    .filter(it -> switch (it) {
                        case DOUBLE,
                                STRING,
                                DOCUMENT,
                                ARRAY,
                                BINARY,
                                OBJECT_ID,
                                BOOLEAN,
                                DATE_TIME,
                                NULL,
                                INT32,
                                INT64,
                                DECIMAL128 -> false;
                        default -> true;
                    })
                    .map(it -> it.name().toLowerCase(Locale.ROOT))
                    .reduce((a, b) -> a + ", " + b);
        }
    }
}
