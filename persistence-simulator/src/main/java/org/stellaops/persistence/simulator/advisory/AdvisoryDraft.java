// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.advisory;

import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Generates one advisory as a correct source would publish it, or as incorrect sources do. */
final class AdvisoryDraft {

    private static final int MALFORMED_PERCENT = 40;
    private static final int NESTING = 4;

    private static final String[] MEMBERS = {
        "schema_version",
        "modified",
        "published",
        "withdrawn",
        "aliases",
        "related",
        "upstream",
        "summary",
        "details",
        "severity",
        "affected",
        "references",
        "credits",
        "database_specific"
    };

    private final Dice dice;
    private final MalformedJson malformed;

    AdvisoryDraft(Dice dice) {
        this.dice = dice;
        this.malformed = new MalformedJson(dice);
    }

    /** An advisory that follows the schema. */
    Struct plain(String id) {
        Struct.Builder advisory = Struct.builder().put("id", id).put("modified", timestamp());
        maybe(advisory, 95, "schema_version", Value.of(dice.oneOf("1.3.1", "1.4.0", "1.7.3")));
        maybe(advisory, 95, "published", Value.of(timestamp()));
        maybe(advisory, 3, "withdrawn", Value.of(timestamp()));
        maybe(advisory, 90, "summary", Value.of("Resource exhaustion in example.org/pkg" + dice.below(500)));
        maybe(advisory, 95, "details", Value.of(details()));
        maybe(advisory, 90, "aliases", dice.upTo(3, () -> Value.of("CVE-2024-" + dice.below(99_999))));
        maybe(advisory, 5, "related", dice.upTo(3, () -> Value.of("GHSA-" + dice.below(9_999))));
        maybe(advisory, 5, "upstream", dice.upTo(2, () -> Value.of("CVE-2023-" + dice.below(99_999))));
        maybe(advisory, 60, "severity", dice.upTo(2, this::severity));
        maybe(advisory, 95, "affected", dice.upTo(4, this::affected));
        maybe(advisory, 90, "references", dice.upTo(6, this::reference));
        maybe(advisory, 20, "credits", dice.upTo(3, this::credit));
        maybe(advisory, 80, "database_specific", databaseSpecific());
        return advisory.build();
    }

    /** The advisory with up to four faults, or without any. */
    Struct malformed(Struct advisory) {
        Struct result = advisory;
        for (int i = dice.percent(MALFORMED_PERCENT) ? 1 + dice.below(4) : 0; i > 0; i--) {
            String member = dice.oneOf(MEMBERS);
            result = switch (dice.below(5)) {
                case 0 -> result.with(member, malformed.value(NESTING));
                case 1 ->
                    result.with(member, dice.oneOf(Value.Null.NULL, Value.Items.of(), Struct.EMPTY, Value.of("")));
                case 2 -> result.without(member);
                case 3 -> result.with("x_" + malformed.name(), malformed.value(NESTING));
                default -> result.with(member, dent(result.find(member).orElse(Value.Null.NULL)));
            };
        }
        return result;
    }

    /** A value of the same outer shape that is wrong at a deeper level. */
    private Value dent(Value value) {
        if (value instanceof Struct it) {
            return it.with(malformed.name(), malformed.value(2));
        } else if (value instanceof Value.Items it && !it.values().isEmpty()) {
            return new Value.Items(it.values().stream()
                    .map(item -> dice.percent(50) ? item : dent(item))
                    .toList());
        }
        return malformed.value(2);
    }

    private String timestamp() {
        String date = String.format("%04d-%02d-%02d", 2001 + dice.below(26), 1 + dice.below(12), 1 + dice.below(28));
        return switch (dice.below(20)) {
            case 0 -> "0001-01-01T00:00:00Z";
            case 1 -> date + "T23:59:59.999999999Z";
            case 2 -> date + "T12:30:00.123456Z";
            case 3 -> date + "T12:30:00.5+05:30";
            case 4 -> date + "t00:00:00.000z";
            case 5 -> date + "T12:30:00.120Z";
            default -> date + String.format("T%02d:%02d:%02dZ", dice.below(24), dice.below(60), dice.below(60));
        };
    }

    private String details() {
        return "### Impact\n\nA crafted `request` \u2014 see \u201Cdetails\u201D \u2014 takes " + dice.below(100)
                + " GB.\n\n" + "Upgrade to a fixed version. ".repeat(dice.below(40));
    }

    private Struct severity() {
        return dice.percent(80)
                ? struct("type", "CVSS_V3", "score", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H")
                : struct("type", "CVSS_V4", "score", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N");
    }

    private Struct affected() {
        String name = "example.org/pkg" + dice.below(500);
        Struct named = struct("ecosystem", dice.oneOf("Go", "npm", "PyPI", "Debian:12"), "name", name);
        Struct.Builder affected = Struct.builder()
                .put("package", dice.percent(50) ? named.with("purl", Value.of("pkg:golang/" + name)) : named);
        maybe(affected, 90, "ranges", dice.upTo(2, this::range));
        maybe(affected, 40, "versions", dice.upTo(5, () -> Value.of("v1." + dice.below(30) + ".0")));
        maybe(affected, 10, "severity", dice.upTo(1, this::severity));
        maybe(affected, 50, "ecosystem_specific", dice.percent(70) ? struct("path", name) : Struct.EMPTY);
        maybe(affected, 30, "database_specific", struct("source", "https://example.org/" + dice.below(1_000)));
        return affected.build();
    }

    private Struct range() {
        return Struct.builder()
                .put("type", dice.oneOf("SEMVER", "ECOSYSTEM", "GIT"))
                .put("events", Value.Items.of(struct("introduced", "0"), struct("fixed", "1." + dice.below(9) + ".0")))
                .build();
    }

    private Struct reference() {
        return struct(
                "type", dice.oneOf("WEB", "FIX", "ADVISORY"), "url", "https://example.org/?q=" + dice.below(9_999));
    }

    private Struct credit() {
        Struct named = Struct.builder()
                .put("name", "\u00C5ngstr\u00F6m " + dice.below(50))
                .build();
        return dice.percent(50) ? named : named.with("contact", dice.upTo(2, () -> Value.of("mailto:a@example.org")));
    }

    private Struct databaseSpecific() {
        Struct.Builder specific = Struct.builder();
        maybe(specific, 60, "review_status", Value.of("REVIEWED"));
        maybe(specific, 60, "cwe_ids", dice.upTo(3, () -> Value.of("CWE-" + dice.below(1_000))));
        maybe(specific, 10, "kev", dice.upTo(2, () -> struct("cve", "CVE-2024-1", "date_added", "2024-05-01")));
        maybe(specific, 40, "github_reviewed", Value.of(dice.percent(50)));
        maybe(specific, 20, "score", malformed.value(0));
        return specific.build();
    }

    private void maybe(Struct.Builder struct, int percent, String name, Value value) {
        if (dice.percent(percent)) {
            struct.put(name, value);
        }
    }

    private static Struct struct(String name, String value) {
        return Struct.builder().put(name, value).build();
    }

    private static Struct struct(String name, String value, String otherName, String otherValue) {
        return struct(name, value).with(otherName, Value.of(otherValue));
    }
}
