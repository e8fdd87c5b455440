// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.stellaops.persistence.dualwrite.divergence.ComparisonPolicy;
import org.stellaops.persistence.dualwrite.divergence.Divergence.FieldsDiffer;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference.Nature;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;

/**
 * All paths at which two contents differ, member by member in the byte order of their names. Lists that hold the same elements in
 * another order differ in one place, and so does one that has elements more than the other; other lists differ element by element.
 * The digests begin with the class of the value, so that {@code Int32} against {@code Int64}, an empty list
 * against a missing one, and an explicit null against no member can be told apart.
 *
 * <p>A digest of a value from a small set, such as a truth value, can be guessed by enumeration; digests identify
 * differences, they do not protect secrets.
 */
public final class StructDiff {

    private static final int DIGEST_DIGITS = 12;
    private static final String MISSING = "missing";

    private final int limit;
    private final RuleMatch rules;
    private final Set<String> shown;
    private final List<FieldDifference> listed = new ArrayList<>();
    private final SortedSet<String> applied = new TreeSet<>();
    private int unlisted;

    private StructDiff(int limit, ComparisonPolicy policy) {
        this.limit = limit;
        this.rules = new RuleMatch(policy.rules());
        this.shown = policy.shown();
    }

    /**
     * What a comparison came to.
     *
     * @param fields what differs and no rule lets pass; empty if nothing does
     * @param applied the names of the rules that let something pass
     */
    public record Result(Optional<FieldsDiffer> fields, SortedSet<String> applied) {}

    /**
     * Compares two contents.
     *
     * @param limit how many paths to list; the others are only counted
     * @return empty if they are equal
     */
    public static Optional<FieldsDiffer> between(Struct legacy, Struct target, int limit) {
        return between(legacy, target, limit, ComparisonPolicy.STRICT).fields();
    }

    /**
     * Compares two contents of one entity type.
     *
     * @param policy the part of it that is about the type
     */
    public static Result between(Struct legacy, Struct target, int limit, ComparisonPolicy policy) {
        StructDiff diff = new StructDiff(limit, policy);
        diff.structs("", legacy, target);
        return new Result(
                diff.listed.isEmpty() && diff.unlisted == 0
                        ? Optional.empty()
                        : Optional.of(new FieldsDiffer(diff.listed, diff.unlisted)),
                diff.applied);
    }

    /** The class of a value and a prefix of its hash; {@code null} for an explicit null. */
    public static String digest(Value value) {
        return value instanceof Value.Null
                ? "null"
                : value.getClass().getSimpleName()
                        + ":"
                        + ContentHash.of(value).hex().substring(0, DIGEST_DIGITS);
    }

    private void values(String path, Optional<Value> legacy, Optional<Value> target) {
        if (legacy.equals(target)) {
            return;
        }
        if (legacy.isPresent() && target.isPresent()) {
            if (legacy.get() instanceof Struct a && target.get() instanceof Struct b) {
                structs(path, a, b);
                return;
            } else if (legacy.get() instanceof Value.Items a && target.get() instanceof Value.Items b) {
                items(path, a, b);
                return;
            }
        }
        report(path, FieldDifference.natureOf(digestOf(legacy), digestOf(target)), legacy, target);
    }

    private void structs(String path, Struct legacy, Struct target) {
        TreeSet<String> names = new TreeSet<>(Texts.BYTE_ORDER);
        names.addAll(legacy.members().keySet());
        names.addAll(target.members().keySet());
        names.forEach(name -> values(member(path, name), legacy.find(name), target.find(name)));
    }

    private void items(String path, Value.Items legacy, Value.Items target) {
        ListAlignment lists = ListAlignment.of(legacy.values(), target.values());
        if (lists.isPermuted()) {
            report(path, Nature.ORDER, Optional.of(legacy), Optional.of(target));
            return;
        }
        for (int i = lists.from(); i < lists.legacyEnd() || i < lists.targetEnd(); i++) {
            Optional<Value> left = at(legacy, i, lists.legacyEnd());
            Optional<Value> right = at(target, i, lists.targetEnd());
            String place = path + "[" + i + "]";
            if (left.isPresent() && right.isPresent()) {
                values(place, left, right);
            } else {
                report(place, Nature.LENGTH, left, right);
            }
        }
    }

    private void report(String path, Nature nature, Optional<Value> legacy, Optional<Value> target) {
        Optional<String> rule = rules.of(path, nature, legacy, target);
        if (rule.isPresent()) {
            applied.add(rule.get());
        } else if (listed.size() < limit) {
            listed.add(new FieldDifference(
                    path, nature, digestOf(legacy), digestOf(target), SampleText.of(shown, path, legacy, target)));
        } else {
            unlisted++;
        }
    }

    private static Optional<Value> at(Value.Items items, int index, int end) {
        return index < end ? Optional.of(items.values().get(index)) : Optional.empty();
    }

    private static String digestOf(Optional<Value> value) {
        return value.map(StructDiff::digest).orElse(MISSING);
    }

    /** A name that would make the path ambiguous is quoted. */
    private static String member(String path, String name) {
        if (name.isEmpty() || name.matches(".*[.\\[\\]\"\\s].*")) {
            return path + "[\"" + name.replace("\"", "\\\"") + "\"]";
        }
        return path.isEmpty() ? name : path + "." + name;
    }
}
