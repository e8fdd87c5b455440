// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonType;
import org.stellaops.persistence.entity.StoredAs;

/** Which column holds what was seen at a path, and in which forms documents keep it. Pure. */
final class ScalarRule {

    private static final int LEGACY_UUID = 3;
    private static final int UUID = 4;
    private static final int MOST_WORDS = 2;
    private static final int SEEN_OFTEN = 10;

    private final PathProfile path;
    private final boolean showValues;

    private ScalarRule(PathProfile path, boolean showValues) {
        this.path = path;
        this.showValues = showValues;
    }

    /** The choice; empty if no scalar column holds all values. */
    static Optional<ScalarChoice> of(PathProfile path, boolean showValues) {
        return new ScalarRule(path, showValues).choice();
    }

    private Optional<ScalarChoice> choice() {
        if (path.isOnly(BsonType.INT32, BsonType.INT64, BsonType.DOUBLE, BsonType.DECIMAL128)) {
            return Optional.of(number());
        } else if (path.isOnly(BsonType.STRING)) {
            return Optional.of(text());
        } else if (path.isOnly(BsonType.BOOLEAN)) {
            return Optional.of(ScalarChoice.of("boolean", "Boolean"));
        } else if (path.isOnly(BsonType.DATE_TIME)) {
            return Optional.of(ScalarChoice.of("Instant"));
        } else if (path.isOnly(BsonType.OBJECT_ID)) {
            return Optional.of(ScalarChoice.of("String", StoredAs.OBJECT_ID));
        } else if (path.isOnly(BsonType.BINARY)) {
            return binary();
        }
        return mixed();
    }

    private ScalarChoice number() {
        if (path.isOnly(BsonType.INT32) && path.numbers().fitsInt()) {
            return ScalarChoice.of("int", "Integer");
        } else if (path.isOnly(BsonType.INT32, BsonType.INT64)) {
            return ScalarChoice.of("long", "Long");
        } else if (path.count(BsonType.DECIMAL128) > 0 || !path.numbers().fitsDouble()) {
            return ScalarChoice.of("BigDecimal");
        }
        ScalarChoice real = ScalarChoice.of("double", "Double");
        return path.numbers().whole() ? real.noted("every number is whole; make it a long if it always is") : real;
    }

    private ScalarChoice text() {
        if (path.hasOnly(TextShape.INSTANT)) {
            return ScalarChoice.of("Instant", StoredAs.ISO_TEXT).noted("an instant that is kept as text");
        } else if (path.hasOnly(TextShape.DATE)) {
            return ScalarChoice.of("LocalDate").noted("a calendar date that is kept as text");
        } else if (path.hasOnly(TextShape.INSTANT, TextShape.INSTANT_ANY, TextShape.DATE)) {
            return ScalarChoice.of("Instant", StoredAs.ISO_TEXT, StoredAs.ISO_ANY_TEXT)
                    .noted("instants that are kept as text in several spellings, so it cannot be asked for by value;"
                            + " make it a String if you need that");
        }
        ScalarChoice text = ScalarChoice.of("String");
        if (path.hasOnly(TextShape.NUMBER)) {
            return text.noted("every text is a number; NUMBER_TEXT would make it one, unless zeros in front matter");
        } else if (path.hasOnly(TextShape.UUID)) {
            return text.noted("every text is a UUID; UUID_TEXT would make it a uuid column");
        } else if (path.hasOnly(TextShape.OBJECT_ID)) {
            return text.noted("every text has the form of an object id, so it may refer to another collection");
        }
        Set<String> few = path.texts().all();
        boolean isWord = !few.isEmpty() && path.present() >= (long) SEEN_OFTEN * few.size();
        return isWord
                ? text.noted(few.size() + " different texts" + shown(few) + "; it could be an enumeration")
                : text;
    }

    private String shown(Set<String> texts) {
        return showValues ? " " + texts : "";
    }

    private Optional<ScalarChoice> binary() {
        Set<Integer> subtypes = path.subtypes().keySet();
        if (subtypes.equals(Set.of(0))) {
            return Optional.of(ScalarChoice.of("byte[]"));
        } else if (subtypes.equals(Set.of(UUID))) {
            return Optional.of(ScalarChoice.of("UUID"));
        } else if (subtypes.equals(Set.of(LEGACY_UUID))) {
            return Optional.of(ScalarChoice.of("UUID", StoredAs.UUID_LEGACY));
        }
        return subtypes.equals(Set.of(UUID, LEGACY_UUID))
                ? Optional.of(ScalarChoice.of("UUID", StoredAs.NATURAL, StoredAs.UUID_LEGACY)
                        .noted("UUIDs of both subtypes"))
                : Optional.empty();
    }

    private Optional<ScalarChoice> mixed() {
        boolean hasText = path.count(BsonType.STRING) > 0;
        if (path.isOnly(BsonType.OBJECT_ID, BsonType.STRING)) {
            return Optional.of(ScalarChoice.of("String", StoredAs.OBJECT_ID, StoredAs.NATURAL)
                    .noted("object ids and texts"));
        } else if (path.isOnly(BsonType.BINARY, BsonType.STRING)
                && path.hasOnly(TextShape.UUID)
                && path.subtypes().keySet().equals(Set.of(UUID))) {
            return Optional.of(ScalarChoice.of("UUID", StoredAs.NATURAL, StoredAs.UUID_TEXT)
                    .noted("UUIDs, some of them texts"));
        } else if (path.count(BsonType.DATE_TIME) > 0) {
            return instants();
        } else if (path.isOnly(BsonType.BOOLEAN, BsonType.INT32, BsonType.STRING)
                && path.count(BsonType.BOOLEAN) > 0
                && (!hasText || path.hasOnly(TextShape.TRUTH))) {
            return truths(hasText);
        }
        boolean isScalar = path.isOnly(
                BsonType.STRING,
                BsonType.INT32,
                BsonType.INT64,
                BsonType.DOUBLE,
                BsonType.DECIMAL128,
                BsonType.BOOLEAN);
        return isScalar && hasText ? Optional.of(numbersAndTexts()) : Optional.empty();
    }

    private Optional<ScalarChoice> instants() {
        List<StoredAs> forms = new ArrayList<>(List.of(StoredAs.NATURAL));
        boolean hasNumbers = path.count(BsonType.INT32) + path.count(BsonType.INT64) + path.count(BsonType.DOUBLE) > 0;
        boolean hasText = path.count(BsonType.STRING) > 0;
        boolean known =
                path.isOnly(BsonType.DATE_TIME, BsonType.STRING, BsonType.INT32, BsonType.INT64, BsonType.DOUBLE);
        if (!known || (hasText && !path.hasOnly(TextShape.INSTANT, TextShape.INSTANT_ANY, TextShape.DATE))) {
            return Optional.empty();
        }
        if (hasText) {
            forms.add(path.hasOnly(TextShape.INSTANT) ? StoredAs.ISO_TEXT : StoredAs.ISO_ANY_TEXT);
        }
        if (hasNumbers && path.numbers().looksLikeSeconds()) {
            forms.add(StoredAs.SECONDS);
        } else if (hasNumbers && path.numbers().looksLikeMillis()) {
            forms.add(StoredAs.MILLISECONDS);
        } else if (hasNumbers) {
            return Optional.empty();
        }
        return Optional.of(ScalarChoice.of("Instant", forms.toArray(StoredAs[]::new))
                .noted("instants in " + forms.size() + " forms; a field of several forms cannot be sorted by"));
    }

    private Optional<ScalarChoice> truths(boolean hasText) {
        boolean hasNumbers = path.count(BsonType.INT32) > 0;
        if (hasNumbers && (path.numbers().lowest() < 0 || path.numbers().highest() > 1)) {
            return Optional.empty();
        }
        List<StoredAs> forms = new ArrayList<>(List.of(StoredAs.NATURAL));
        if (hasNumbers) {
            forms.add(StoredAs.BOOL_NUMBER);
        }
        if (hasText) {
            forms.add(StoredAs.BOOL_TEXT);
        }
        return Optional.of(ScalarChoice.of("boolean", "Boolean", forms.toArray(StoredAs[]::new))
                .noted("truth values in " + forms.size() + " forms"));
    }

    private ScalarChoice numbersAndTexts() {
        boolean hasTruths = path.count(BsonType.BOOLEAN) > 0;
        if (!hasTruths && path.hasOnly(TextShape.NUMBER) && path.count(BsonType.DECIMAL128) == 0) {
            return ScalarChoice.of("double", "Double", StoredAs.NATURAL, StoredAs.NUMBER_TEXT, StoredAs.NUMBER_ANY_TEXT)
                    .noted("numbers, some of them texts");
        }
        Set<String> words = path.texts().all();
        if (!hasTruths && !words.isEmpty() && words.size() <= MOST_WORDS) {
            return showValues
                    ? numbers().withAbsent(List.copyOf(words)).noted("numbers, and a word where there is none")
                    : asText().noted(
                                    "numbers, and " + words.size()
                                            + " different text(s), which may stand for a missing number; --show-values proposes a number with @Absent");
        }
        return asText().noted("texts and other scalars, all of them read as texts");
    }

    private ScalarChoice numbers() {
        return path.numbers().fitsDouble() && path.count(BsonType.DECIMAL128) == 0
                ? ScalarChoice.of("double", "Double")
                : ScalarChoice.of("BigDecimal");
    }

    private static ScalarChoice asText() {
        return ScalarChoice.of("String", StoredAs.NATURAL, StoredAs.SCALAR_AS_TEXT);
    }
}
