// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.stellaops.persistence.entity.LegacyMember.Inside;

/** The places that a shape reads, described for persons. Pure. */
final class ShapeMembers {

    private final List<LegacyMember> members = new ArrayList<>();

    private ShapeMembers() {}

    static List<LegacyMember> of(List<FieldShape> fields) {
        ShapeMembers found = new ShapeMembers();
        found.add("", fields);
        return found.members;
    }

    private void add(String at, List<FieldShape> fields) {
        fields.stream().filter(it -> !it.isRemainder()).forEach(it -> add(at + String.join(".", it.path()), it));
    }

    private void add(String path, FieldShape field) {
        if (field.type() instanceof FieldType.Child) {
            members.add(new LegacyMember(path, "list of documents", Inside.DECLARED));
            add(path + "[].", field.columns());
        } else if (field.type() instanceof FieldType.Json) {
            String declared =
                    field.mapValues().map(it -> "map of " + lower(it.name())).orElse("any value");
            members.add(new LegacyMember(path, declared, Inside.ANYTHING));
        } else if (field.type() instanceof FieldType.Scalar) {
            members.add(new LegacyMember(path, scalar(field), Inside.DECLARED));
        } else {
            members.add(new LegacyMember(
                    path, "list of " + lower(field.scalar().kind().name()), Inside.DECLARED));
            members.add(new LegacyMember(path + "[]", scalar(field), Inside.DECLARED));
        }
    }

    private static String scalar(FieldShape field) {
        String kind = lower(field.scalar().kind().name());
        String forms = field.forms().stream().map(ShapeMembers::nameOf).collect(Collectors.joining(" or "));
        return forms.equals(StoredAs.NATURAL.name()) ? kind : kind + " as " + forms;
    }

    /** A form of an application's own may have no name that is the same in every process. */
    private static String nameOf(StoredForm form) {
        return form instanceof StoredAs it ? it.name() : form.getClass().getSimpleName();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
