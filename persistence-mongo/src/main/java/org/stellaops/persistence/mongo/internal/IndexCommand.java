// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Collation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.PreparationFinding.Kind;

/**
 * Builds the indexes of one collection in one command, so that the server reads the collection once. One that cannot be
 * built would keep the others from being built, so it is left out and the command repeated.
 */
final class IndexCommand {

    private static final int CANNOT_CREATE_INDEX = 67;
    private static final int INDEX_OPTIONS_CONFLICT = 85;
    private static final int INDEX_KEY_SPECS_CONFLICT = 86;

    /** Errors of one index among several, whose message need not name it. */
    private static final Set<Integer> OF_ONE_INDEX =
            Set.of(MongoFaults.DUPLICATE_KEY, CANNOT_CREATE_INDEX, INDEX_OPTIONS_CONFLICT, INDEX_KEY_SPECS_CONFLICT);

    private final MongoDatabase database;
    private final String collection;
    private final @Nullable Collation collation;
    private final List<WantedIndex> built = new ArrayList<>();
    private final List<Failed> failed = new ArrayList<>();

    /** An index that cannot be built, and why. */
    record Failed(WantedIndex index, Kind kind) {}

    /** The outcome. */
    record Result(List<WantedIndex> built, List<Failed> failed) {}

    private IndexCommand(MongoDatabase database, String collection, @Nullable Collation collation) {
        this.database = database;
        this.collection = collection;
        this.collation = collation;
    }

    /**
     * Builds what is not there yet; waits until it is built, or for the deadline of the database.
     *
     * @throws org.stellaops.persistence.StoreException if the server does not, for another reason than an index
     */
    static Result build(
            MongoDatabase database, String collection, List<WantedIndex> wanted, @Nullable Collation collation) {
        IndexCommand command = new IndexCommand(database, collection, collation);
        command.together(wanted);
        return new Result(List.copyOf(command.built), List.copyOf(command.failed));
    }

    private void together(List<WantedIndex> wanted) {
        List<WantedIndex> left = new ArrayList<>(wanted);
        while (!left.isEmpty()) {
            Optional<MongoException> error = attempt(left);
            if (error.isEmpty()) {
                built.addAll(left);
                return;
            }
            Optional<WantedIndex> culprit = culprit(left, error.get());
            if (culprit.isEmpty()) {
                left.forEach(this::alone);
                return;
            }
            failed.add(new Failed(culprit.get(), Kind.DUPLICATES));
            left.remove(culprit.get());
        }
    }

    private void alone(WantedIndex index) {
        attempt(List.of(index))
                .ifPresentOrElse(
                        error -> failed.add(new Failed(index, kindOf(error.getCode()))), () -> built.add(index));
    }

    /** The error of the command, if it is one of a single index. */
    private Optional<MongoException> attempt(List<WantedIndex> indexes) {
        SentCommands.reset();
        try {
            var unused = database.getCollection(collection)
                    .createIndexes(
                            indexes.stream().map(it -> it.model(collation)).toList());
            return Optional.empty();
        } catch (MongoException e) {
            if (OF_ONE_INDEX.contains(e.getCode())) {
                return Optional.of(e);
            }
            throw MongoFaults.of(
                    "create indexes " + names(indexes) + " of collection " + collection + " in " + database.getName(),
                    e);
        }
    }

    /** The unique index that a duplicate key error names. */
    private static Optional<WantedIndex> culprit(List<WantedIndex> among, MongoException error) {
        if (error.getCode() != MongoFaults.DUPLICATE_KEY) {
            return Optional.empty();
        }
        String named = Duplicates.indexIn(String.valueOf(error.getMessage()));
        return among.stream()
                .filter(it -> it.unique() && it.name().equals(named))
                .findFirst();
    }

    private static Kind kindOf(int code) {
        return switch (code) {
            case MongoFaults.DUPLICATE_KEY -> Kind.DUPLICATES;
            case CANNOT_CREATE_INDEX -> Kind.SHARDED;
            default -> Kind.DIFFERENT;
        };
    }

    static List<String> names(List<WantedIndex> indexes) {
        return indexes.stream().map(WantedIndex::name).toList();
    }
}
