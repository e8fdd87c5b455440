// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.postgres.PostgresBackend;

/**
 * Makes a repository over the stores of an open module, or of a cohort; then over the collections and tables of the whole module.
 *
 * @param type the interface
 * @param legacy makes the implementation on MongoDB
 * @param target makes the implementation on PostgreSQL
 */
record RepositoryFactory<R>(
        Class<R> type,
        Function<? super MongoBackend, ? extends R> legacy,
        Function<? super PostgresBackend, ? extends R> target) {

    /** Answers from the store that leads at each call. */
    R of(OpenedModule open, ModuleDescriptor descriptor, Supplier<Stage> stage) {
        Optional<PostgresBackend> only = onlyStore(open);
        if (only.isPresent()) {
            return target.apply(only.get());
        }
        return RepositoryProxy.of(
                type,
                stage,
                implementations(open),
                new RepositoryShadows(
                        descriptor.name(),
                        type,
                        descriptor.entityTypes().stream()
                                .map(open.dualWrite()::pair)
                                .toList(),
                        open.shadowReads()));
    }

    /**
     * Those on both stores; on a module without a legacy store that on the target twice.
     *
     * @throws IllegalStateException if the module has other backends than MongoDB and PostgreSQL
     */
    RepositoryImplementations implementations(OpenedModule open) {
        Optional<PostgresBackend> only = onlyStore(open);
        if (only.isPresent()) {
            R made = target.apply(only.get());
            return new RepositoryImplementations(made, made);
        }
        if (!(open.legacy().module() instanceof MongoBackend mongo)
                || !(open.target().module() instanceof PostgresBackend postgres)) {
            throw new IllegalStateException("module " + open.dualWrite().name()
                    + " was opened with other backends; make the repository of " + type.getSimpleName() + " for them");
        }
        return new RepositoryImplementations(legacy.apply(mongo), target.apply(postgres));
    }

    /** Of a module without a legacy store. */
    private static Optional<PostgresBackend> onlyStore(OpenedModule open) {
        return open.legacy().exists() || !(open.target().module() instanceof PostgresBackend only)
                ? Optional.empty()
                : Optional.of(only);
    }
}
