// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The clauses of {@code docs/spec/store.md}, read from the copy in this jar. */
public final class StoreClauses {

    private static final String DOCUMENT = "store.md";

    private static final Pattern CLAUSE =
            Pattern.compile("^- \\*\\*([A-Z]{2}-[A-Z]+-\\d+)\\*\\* (.+?) \\*Why:\\* (.+)$", Pattern.MULTILINE);

    private static final Pattern NUMBER = Pattern.compile("^- \\*\\*([^*]+)\\*\\*", Pattern.MULTILINE);

    private StoreClauses() {}

    /** What each clause demands, by its number. */
    public static Map<String, String> all() {
        Map<String, String> clauses = new TreeMap<>();
        Matcher matcher = CLAUSE.matcher(document());
        while (matcher.find()) {
            if (clauses.put(matcher.group(1), matcher.group(2)) != null) {
                throw new IllegalStateException(DOCUMENT + " has clause " + matcher.group(1) + " twice");
            }
        }
        return clauses;
    }

    /** The numbers of everything that resembles a clause, well-formed or not. */
    static List<String> numbersAsWritten() {
        List<String> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(document());
        while (matcher.find()) {
            numbers.add(matcher.group(1));
        }
        return numbers;
    }

    static String document() {
        try (InputStream in = StoreClauses.class.getResourceAsStream(DOCUMENT)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the build must copy docs/spec/store.md beside " + StoreClauses.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
