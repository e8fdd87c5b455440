// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.member;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.dualwrite.member.Member;

/** A member as the text of its entry, and back. */
final class MemberText {

    /** What the names of the entries begin with. */
    static final String PREFIX = "member/";

    /** A process of an earlier version does not say so. */
    private static final String HEEDS_DISTRUST = "heedsDistrust";

    private static final char BETWEEN = '\n';

    private MemberText() {}

    static String write(Member member, long beat) {
        return EntryText.empty()
                .with("version", member.version())
                .with("beat", beat)
                .with("stage", member.stage().name())
                .with("wish", member.wish().map(Stage::name))
                .with("reasons", String.join("\n", member.reasons()))
                .with("moves", Boolean.toString(member.moves()))
                .with(
                        "types",
                        member.types().entrySet().stream()
                                .map(it -> it.getKey() + '=' + it.getValue())
                                .collect(Collectors.joining("\n")))
                .with("unwell", String.join("\n", member.vitals().unwell()))
                .with("vitals", VitalsText.write(member.vitals()))
                .with(HEEDS_DISTRUST, Boolean.toString(true))
                .write();
    }

    static long beat(String text) {
        return EntryText.read(text).number("beat");
    }

    /** Whether the process takes a fence for absent that somebody distrusts. */
    static boolean heedsDistrust(String text) {
        return EntryText.read(text).find(HEEDS_DISTRUST).isPresent();
    }

    static Member read(String id, String text, boolean isPresent) {
        EntryText it = EntryText.read(text);
        return new Member(
                id,
                it.text("version"),
                types(it.text("types")),
                Stage.valueOf(it.text("stage")),
                it.find("wish").map(Stage::valueOf),
                lines(it.text("reasons")),
                Boolean.parseBoolean(it.text("moves")),
                isPresent,
                VitalsText.read(it.text("vitals"), lines(it.text("unwell"))));
    }

    private static Map<String, String> types(String text) {
        Map<String, String> types = new LinkedHashMap<>();
        for (String line : lines(text)) {
            int at = line.indexOf('=');
            types.put(line.substring(0, at), line.substring(at + 1));
        }
        return types;
    }

    private static List<String> lines(String text) {
        return text.isEmpty()
                ? List.of()
                : Optional.of(text).stream()
                        .flatMap(it -> it.lines())
                        .filter(it -> it.indexOf(BETWEEN) < 0)
                        .toList();
    }
}
