package org.stellaops.persistence.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.cutover.StageSource;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.RecordStore;

/**
 * The stores of an application's modules, on whichever database leads.
 *
 * <pre>{@code
 * try (Persistence persistence = Persistence.open(Config.load(path), VulnModule.descriptor())) {
 *     EntityStore<Document> advisories = persistence.store(Advisories.TYPE);
 *     WriteOutcome outcome = advisories.put(advisory, Precondition.none());
 * }
 * }</pre>
 *
 * <p>Makes schemas, tables, collections and indexes that are missing. <b>Threads.</b> Safe for concurrent use. <b>Blocking.</b>
 * {@link #open} waits for the databases, {@link #close} for what is under way. <b>Nulls.</b> Neither accepted nor returned.
 */
public final class Persistence implements AutoCloseable {

    private final StageSource stages;
    private final Map<String, PersistenceModule> modules;

    Persistence(StageSource stages, Map<String, PersistenceModule> modules) {
        this.stages = stages;
        this.modules = new LinkedHashMap<>(modules);
    }

    /**
     * Opens the stores of these modules, with logging and with meters in Micrometer's global registry.
     *
     * @throws org.stellaops.persistence.runtime.config.ConfigException if the configuration lacks a module
     * @throws IllegalStateException if a module's stage does not fit what its stores say
     * @throws org.stellaops.persistence.StoreException if a leading store cannot be reached
     */
    public static Persistence open(Config config, ModuleDescriptor... modules) {
        return builder(config).modules(modules).open();
    }

    /** Starts to say what shall be opened. */
    public static PersistenceBuilder builder(Config config) {
        return new PersistenceBuilder(config);
    }

    /**
     * The entities of an annotated record class.
     *
     * @throws IllegalArgumentException if no module has the class, or it is tenant-scoped: then ask {@link #tenantStore}
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
     * The records of a type, in keys and fields instead of a class.
     *
     * @throws IllegalArgumentException if no module has the type
     */
    public RecordStore records(EntityType<?> type) {
        return module(type.module()).dualWrite().store(type);
    }

    /**
     * A module, for what an operator does with it.
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
                    // The type was made of this very class.
                    @SuppressWarnings("unchecked")
                    EntityType<T> same = (EntityType<T>) it;
                    return same;
                })
                .orElseThrow(() -> new IllegalArgumentException("no module that was opened has " + javaType.getName()
                        + "; add EntityType.of(" + javaType.getSimpleName() + ".class) to its descriptor"));
    }
}
