// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.runtime.PersistenceModule;

/**
 * A read of a repository, asked for what one of the records holds, with the answer that all records give.
 *
 * @param name interface and method
 * @param repository the interface
 * @param mongo makes the implementation on MongoDB
 * @param postgres makes the implementation on PostgreSQL
 * @param type the type of the entities that it answers
 * @param ask asks for what a record holds
 * @param isAskedOf whether a record holds what is asked for
 * @param isExpected whether a record belongs to the answer when asked for what another one holds
 * @param order the order of the answer; the id breaks ties
 */
record RepositoryRead<R, T>(
        String name,
        Class<R> repository,
        Function<MongoBackend, R> mongo,
        Function<PostgresBackend, R> postgres,
        EntityType<T> type,
        Question<R, T> ask,
        Predicate<T> isAskedOf,
        BiPredicate<T, T> isExpected,
        Comparator<T> order) {

    /** A call of a repository. */
    interface Question<R, T> {
        List<T> ask(R repository, String tenant, T sample);
    }

    static <R, T extends Record> RepositoryRead<R, T> of(
            String name,
            Class<R> repository,
            Function<MongoBackend, R> mongo,
            Function<PostgresBackend, R> postgres,
            Class<T> type) {
        return new RepositoryRead<>(
                name,
                repository,
                mongo,
                postgres,
                EntityType.of(type),
                (asked, tenant, sample) -> List.of(),
                sample -> true,
                (it, sample) -> false,
                Comparator.comparing(EntityType.of(type).codec()::idOf));
    }

    RepositoryRead<R, T> ask(Question<R, T> question) {
        return new RepositoryRead<>(name, repository, mongo, postgres, type, question, isAskedOf, isExpected, order);
    }

    RepositoryRead<R, T> askedOf(Predicate<T> samples) {
        return new RepositoryRead<>(name, repository, mongo, postgres, type, ask, samples, isExpected, order);
    }

    RepositoryRead<R, T> expect(BiPredicate<T, T> condition) {
        return new RepositoryRead<>(name, repository, mongo, postgres, type, ask, isAskedOf, condition, order);
    }

    RepositoryRead<R, T> orderedBy(Comparator<T> comparator) {
        return new RepositoryRead<>(name, repository, mongo, postgres, type, ask, isAskedOf, isExpected, comparator);
    }

    /** The answer, computed from all records. */
    List<T> answerOf(List<T> all, T sample) {
        return all.stream()
                .filter(it -> isExpected.test(it, sample))
                .sorted(order.thenComparing(it -> type.codec().idOf(it)))
                .toList();
    }

    R onMongo(PersistenceModule module) {
        return mongo.apply((MongoBackend) module.legacy());
    }

    R onPostgres(PersistenceModule module) {
        return postgres.apply((PostgresBackend) module.target());
    }

    R routed(PersistenceModule module) {
        return module.repository(repository, mongo, postgres);
    }

    @Override
    public String toString() {
        return name;
    }
}
