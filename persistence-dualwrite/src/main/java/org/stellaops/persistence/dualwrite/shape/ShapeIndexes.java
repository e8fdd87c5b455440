// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shape;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.spi.StoredIndex;

/**
 * Which indexes of one store serve a query shape: one that begins with a field on which the query selects, or, if it selects on none,
 * one that has its order. Judged by what the indexes are of, not by a plan, which depends on how much is stored today. Pure.
 */
public final class ShapeIndexes {

    private static final int LONGEST_NAME = 60;
    private static final String ELEMENT = "." + Field.ELEMENT;

    private final EntityType<?> type;
    private final Side side;
    private final List<StoredIndex> indexes;

    /**
     * Judges by the indexes of one store.
     *
     * @param indexes all of the entity type, those of keys included
     */
    public ShapeIndexes(EntityType<?> type, Side side, List<StoredIndex> indexes) {
        this.type = type;
        this.side = side;
        this.indexes = indexes.stream().filter(StoredIndex::valid).toList();
    }

    /** Whether an index serves it. */
    public boolean serve(QueryShape shape) {
        if (shape.isSelective()) {
            return narrow(shape, shape);
        }
        return !shape.rest() && (shape.sorts().isEmpty() || indexes.stream().anyMatch(it -> orders(it, shape.sorts())));
    }

    /** The indexes that would serve it: one, or one for each alternative; empty if none could. */
    public List<IndexDef> wanted(QueryShape shape) {
        return candidates(shape).flatMap(it -> checked(it).stream()).toList();
    }

    /** A disjunction is answered by indexes only if each of its alternatives is. */
    private boolean narrow(QueryShape shape, QueryShape whole) {
        boolean byId = Stream.of(shape.equal(), shape.range()).anyMatch(it -> it.contains(type.idField()));
        return byId
                || indexes.stream().anyMatch(it -> leads(it, shape, whole))
                || shape.rows().stream().anyMatch(it -> narrow(it, whole))
                || shape.either().stream()
                        .anyMatch(branches -> branches.stream().allMatch(it -> narrow(it, whole)));
    }

    private boolean leads(StoredIndex index, QueryShape shape, QueryShape whole) {
        if (index.keys().isEmpty() || (index.partial() && !holdsAll(index, shape, whole))) {
            return false;
        }
        String first = index.keys().get(0).field();
        if (!index.ordered()) {
            return shape.contained().contains(first) || namesMember(shape.equal(), first);
        }
        return Stream.of(shape.equal(), shape.missing(), shape.range()).anyMatch(it -> it.contains(first))
                || shape.contained().contains(withoutElement(first))
                || (isArray(first) && namesElement(shape, first));
    }

    /** What a JSON value contains is found by an index on all of it. */
    private static boolean namesMember(List<String> equal, String json) {
        return equal.stream().anyMatch(it -> it.startsWith(json + "."));
    }

    /** Whether a partial index has every record that the query can find: if it is a declared one, its records are known. */
    private boolean holdsAll(StoredIndex index, QueryShape shape, QueryShape whole) {
        Optional<IndexDef.Where> where = type.indexes().stream()
                .filter(it -> it.name().equals(index.name()))
                .findFirst()
                .flatMap(IndexDef::where);
        String first = index.keys().isEmpty() ? "" : index.keys().get(0).field();
        return where.map(it -> it.missing()
                        ? whole.missing().contains(it.field())
                        : whole.equal().contains(it.field()) || whole.range().contains(it.field()))
                .orElseGet(() -> !shape.missing().contains(first));
    }

    /** The elements of an array are found by an index on the array in MongoDB. */
    private boolean namesElement(QueryShape shape, String array) {
        return side == Side.LEGACY
                && Stream.of(shape.equal(), shape.range()).anyMatch(it -> it.contains(array + ELEMENT));
    }

    private static boolean orders(StoredIndex index, List<Sort> sorts) {
        if (!index.ordered()
                || index.partial()
                || !index.ofTenant()
                || index.keys().size() < sorts.size()) {
            return false;
        }
        Set<Boolean> sameDirection = new HashSet<>();
        for (int i = 0; i < sorts.size(); i++) {
            if (!index.keys().get(i).field().equals(sorts.get(i).field())) {
                return false;
            }
            sameDirection.add(index.keys().get(i).descending() == isDescending(sorts.get(i)));
        }
        return sameDirection.size() == 1;
    }

    private Stream<IndexDef> candidates(QueryShape shape) {
        List<IndexDef.Key> keys = keys(shape);
        if (!keys.isEmpty()) {
            return Stream.of(new IndexDef("", keys, IndexDef.Method.BTREE, Optional.empty()));
        } else if (!shape.contained().isEmpty()) {
            return Stream.of(containing(shape.contained().get(0)));
        } else if (!shape.rows().isEmpty()) {
            return shape.rows().stream().flatMap(this::candidates).limit(1);
        }
        return shape.either().stream()
                .limit(1)
                .flatMap(List::stream)
                .filter(it -> !narrow(it, it))
                .flatMap(this::candidates);
    }

    /** What is equal first, then the order, or the bounds where the order is of no use. */
    private static List<IndexDef.Key> keys(QueryShape shape) {
        List<IndexDef.Key> keys = new ArrayList<>();
        Stream.concat(shape.equal().stream(), shape.missing().stream())
                .forEach(it -> keys.add(new IndexDef.Key(it, false)));
        if (keys.isEmpty() && shape.range().isEmpty() && shape.isSelective()) {
            return keys;
        }
        boolean isWithinBounds = shape.range().isEmpty()
                || shape.sorts().stream().limit(1).anyMatch(it -> shape.range().contains(it.field()));
        if (!shape.sorts().isEmpty() && (isWithinBounds || !keys.isEmpty())) {
            shape.sorts().stream()
                    .filter(it -> keys.stream().noneMatch(key -> key.field().equals(it.field())))
                    .forEach(it -> keys.add(new IndexDef.Key(it.field(), isDescending(it))));
        } else {
            shape.range().stream().limit(1).forEach(it -> keys.add(new IndexDef.Key(it, false)));
        }
        return keys;
    }

    private IndexDef containing(String list) {
        boolean isGin = side == Side.TARGET && isArray(list);
        return isGin ? IndexDef.containment(list) : IndexDef.on(isArray(list) ? list : list + ELEMENT);
    }

    /** Empty if the fields are of several tables, or of a kind that has no index. */
    private Optional<IndexDef> checked(IndexDef index) {
        try {
            return Optional.of(side == Side.TARGET ? type.checked(ofJson(index)) : named(index));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** PostgreSQL finds members by an index on what the whole value contains. */
    private IndexDef ofJson(IndexDef index) {
        return index.keys().stream()
                .map(it -> it.field().replaceFirst("\\..*", ""))
                .filter(it -> type.field(it)
                        .filter(field -> field.type() instanceof FieldType.Json)
                        .isPresent())
                .findFirst()
                .map(IndexDef::containment)
                .orElse(index);
    }

    /** MongoDB takes any path, also that of an array, which the rules of the target's indexes do not know. */
    private IndexDef named(IndexDef index) {
        List<IndexDef.Key> keys = index.keys().stream()
                .map(it -> new IndexDef.Key(
                        isArray(withoutElement(it.field())) ? withoutElement(it.field()) : it.field(), it.descending()))
                .toList();
        String name = keys.stream()
                .map(it -> "_" + it.field().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_"))
                .collect(Collectors.joining("", "idx", ""));
        return new IndexDef(
                name.substring(0, Math.min(name.length(), LONGEST_NAME)), keys, index.method(), index.where());
    }

    private boolean isArray(String field) {
        return type.field(field)
                .filter(it -> it.type() instanceof FieldType.Array)
                .isPresent();
    }

    private static String withoutElement(String field) {
        return field.endsWith(ELEMENT) ? field.substring(0, field.length() - ELEMENT.length()) : field;
    }

    private static boolean isDescending(Sort sort) {
        return sort.direction() == Sort.Direction.DESCENDING;
    }
}
