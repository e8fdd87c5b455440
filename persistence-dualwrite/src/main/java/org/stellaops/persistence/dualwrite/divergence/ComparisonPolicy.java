// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import java.util.List;
import java.util.Set;

/**
 * What a comparison of two records lets pass, and which values it may show.
 *
 * @param rules differences that are meant to be
 * @param shown fields, as {@code entity.path}, whose values may be written in clear text by the sinks that are meant to; none by
 *     default
 */
public record ComparisonPolicy(List<ComparisonRule> rules, Set<String> shown) {

    /** Everything that differs is a divergence, and no value is shown. */
    public static final ComparisonPolicy STRICT = new ComparisonPolicy(List.of(), Set.of());

    /**
     * Takes unmodifiable copies.
     *
     * @throws IllegalArgumentException if two rules have one name
     */
    public ComparisonPolicy {
        rules = List.copyOf(rules);
        shown = Set.copyOf(shown);
        if (rules.stream().map(ComparisonRule::name).distinct().count() < rules.size()) {
            throw new IllegalArgumentException("two comparison rules have one name; each is counted under its own");
        }
    }

    /** The part of it that is about one entity type, its fields without the type's name. */
    public ComparisonPolicy of(String entity) {
        List<ComparisonRule> ofType =
                rules.stream().filter(it -> it.isOf(entity)).toList();
        Set<String> fields = shown.stream()
                .filter(it -> it.startsWith(entity + "."))
                .map(it -> it.substring(entity.length() + 1))
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
        return new ComparisonPolicy(ofType, fields);
    }
}
