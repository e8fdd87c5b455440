// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import io.micrometer.observation.ObservationRegistry;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.cutover.StageSource;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.StageWatch;
import org.stellaops.persistence.spi.RecordStore;

/**
 * The stores of an application's modules, on the leading database of each.
 *
 * <pre>{@code
 * try (Persistence persistence = Persistence.open(Config.load(path), VulnModule.descriptor())) {
 *     EntityStore<Document> advisories = persistence.store(Advisories.TYPE);
 *     WriteOutcome outcome = advisories.put(advisory, Precondition.none());
 * }
 * }</pre>
 *
 * <p>Creates missing schemas, tables, collections and indexes. A module whose leading database cannot be reached at start is opened
 * later by itself, and its stores may be asked for before that. <b>Threads.</b> Safe for concurrent use.
 * <b>Blocking.</b>
 * {@link #open} waits for the databases, {@link #close} for running work. <b>Nulls.</b> Neither accepted nor
 * returned.
 */
public final class Persistence implements AutoCloseable {

    private final StageSource stages;
    private final Map<String, PersistenceModule> modules;
    private final Map<String, CohortRouting> cohorts;
    private final ObservationRegistry observations;

    Persistence(
            StageSource stages,
            Map<String, PersistenceModule> modules,
            Map<String, CohortRouting> cohorts,
            ObservationRegistry observations) {
        this.cohorts = cohorts;
        this.stages = stages;
        this.observations = observations;
        this.modules = new LinkedHashMap<>(modules);
    }

    /**
     * Opens the stores of these modules, with logging and with meters in Micrometer's global registry.
     *
     * @throws org.stellaops.persistence.runtime.config.ConfigException if the configuration lacks a module
     * @throws IllegalStateException if a module's stage contradicts the control records of its stores
     * @throws org.stellaops.persistence.StoreException as {@link PersistenceBuilder#open} does
     */
    public static Persistence open(Config config, ModuleDescriptor... modules) {
        return builder(config).modules(modules).open();
    }

    /** Starts building. */
    public static PersistenceBuilder builder(Config config) {
        return new PersistenceBuilder(config);
    }

    /**
     * The entities of an annotated record class.
     *
     * @throws IllegalArgumentException if no module has the class, or it is tenant-scoped: then use {@link
     * #tenantStore}
     */
    public <T extends Record> EntityStore<T> store(Class<T> type) {
        return store(typeOf(type));
    }

    /**
     * The entities of a type.
     *
     * @throws IllegalArgumentException as {@link #store(Class)} does
     */
    public <T> EntityStore<T> store(EntityType<T> type) {
        return EntityStore.global(records(type), type);
    }

    /**
     * The entities of an annotated record class that is tenant-scoped.
     *
     * @throws IllegalArgumentException if no module has the class
     */
    public <T extends Record> TenantStore<T> tenantStore(Class<T> type) {
        return tenantStore(typeOf(type));
    }

    /**
     * The entities of a type that is tenant-scoped.
     *
     * @throws IllegalArgumentException if no module has the type
     */
    public <T> TenantStore<T> tenantStore(EntityType<T> type) {
        return new TenantStore<>(records(type), type);
    }

    /**
     * The records of a type, with keys and contents instead of a class.
     *
     * @throws IllegalArgumentException if no module has the type
     */
    public RecordStore records(EntityType<?> type) {
        RecordStore store = routed(type, it -> it.records(type));
        return observations.isNoop() ? store : new ObservedRecordStore(store, observations);
    }

    /** The records of a type in a transaction of the caller. */
    RecordStore joined(EntityType<?> type, Connection transaction) {
        return routed(type, it -> it.joined(type, transaction));
    }

    /** The records of the module, or of the cohort of each call's tenant. */
    private RecordStore routed(EntityType<?> type, Function<PersistenceModule, RecordStore> records) {
        CohortRouting divided = cohorts.get(type.module());
        return divided == null ? records.apply(module(type.module())) : new CohortRecordStore(type, divided, records);
    }

    /**
     * A repository of a module, for reads that the query model cannot express ({@link PersistenceModule#repository}), whether the module
     * is divided into cohorts or not. In one that is, a call that names a tenant ({@link TenantParameter}) goes to the store that leads
     * its cohort. Any other call asks about all tenants: it goes to the store that leads every cohort; while they are led by different
     * stores it is answered from both, if the method says how ({@link AcrossTenants}), and otherwise throws {@link
     * org.stellaops.persistence.StoreException} of kind {@code REFUSED}. Shadow reads compare calls that name a tenant.
     *
     * @param module the name of the module
     * @param type the interface
     * @param legacy makes the implementation on MongoDB
     * @param target makes the implementation on PostgreSQL
     * @throws IllegalArgumentException if the module was not opened, or an annotation of the interface cannot be followed
     * @throws IllegalStateException if the module has other backends than MongoDB and PostgreSQL
     */
    public <R> R repository(
            String module,
            Class<R> type,
            Function<? super MongoBackend, ? extends R> legacy,
            Function<? super PostgresBackend, ? extends R> target) {
        CohortRouting divided = cohorts.get(module);
        return divided == null
                ? module(module).repository(type, legacy, target)
                : CohortRepository.of(new RepositoryFactory<>(type, legacy, target), divided);
    }

    /** The modules in the order in which they were opened. */
    public List<PersistenceModule> modules() {
        return List.copyOf(modules.values());
    }

    /**
     * The stores within a transaction that the caller has begun on this connection, and commits or rolls back: what is written
     * there takes effect with the caller's own statements, or not at all. Possible while PostgreSQL leads, in the stages that the
     * module's {@code join-transactions} names; {@link org.stellaops.persistence.WriteOutcome.Applied} means that it will be so
     * after the commit. The transaction holds back a change of leader until it ends, so it should be short.
     *
     * @param transaction a connection to the module's database, not in autocommit mode, with isolation level READ COMMITTED, whose
     *     login may do what the module's may
     */
    public JoinedStores within(Connection transaction) {
        return new JoinedStores(this, transaction, this::typeOf);
    }

    /**
     * A module, for operations.
     *
     * @throws IllegalArgumentException if it was not opened
     */
    public PersistenceModule module(String name) {
        PersistenceModule module = modules.get(name);
        if (module == null) {
            throw new IllegalArgumentException("module " + name + " was not opened, but " + modules.keySet());
        }
        return module;
    }

    /** How everything that was opened is; asks no database. */
    public PersistenceHealth health() {
        return new PersistenceHealth(
                stages instanceof StageWatch watch ? watch.health() : List.of(),
                modules.values().stream().map(PersistenceModule::health).toList());
    }

    /** Stops looking for stages, then closes each module. Closing twice is harmless. */
    @Override
    public void close() {
        Closing.all(stages, modules.values());
    }

    private <T extends Record> EntityType<T> typeOf(Class<T> javaType) {
        return modules.values().stream()
                .flatMap(it -> it.descriptor().entityTypes().stream())
                .filter(it -> it.javaType().equals(javaType))
                .findFirst()
                .map(it -> {
                    // The type was built from this class.
                    @SuppressWarnings("unchecked")
                    EntityType<T> same = (EntityType<T>) it;
                    return same;
                })
                .orElseThrow(() -> new IllegalArgumentException("no open module has " + javaType.getName()
                        + "; add EntityType.of(" + javaType.getSimpleName() + ".class) to its descriptor"));
    }
}
