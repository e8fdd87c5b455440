package org.stellaops.persistence.postgres.internal;

import java.util.Collection;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.TargetStore;

/** The schema of one module. */
public final class PostgresModule {

    private final String name;
    private final Database database;
    private final Preparation preparation;

    /** A module on a database; does not wait. */
    public PostgresModule(String name, Database database) {
        this.name = name;
        this.database = database;
        this.preparation = new Preparation(name, database);
    }

    /** Creates what is missing for these types. */
    public void prepare(Collection<? extends EntityType<?>> types) {
        types.forEach(this::requireOwn);
        preparation.prepare(types);
    }

    /** The store of a type. */
    public TargetStore store(EntityType<?> type) {
        requireOwn(type);
        return new PostgresTargetStore(type, database, preparation);
    }

    /** Reads of a type as SQL. */
    public KeyedReads reads(EntityType<?> type) {
        requireOwn(type);
        return new KeyedReads(type, database, preparation);
    }

    /** The control record. */
    public ControlStore control() {
        return new PostgresControlStore(name, database, preparation);
    }

    /** The checkpoints. */
    public Checkpoints checkpoints() {
        return new PostgresCheckpoints(name, database, preparation);
    }

    /** The dead letters. */
    public DeadLetters deadLetters() {
        return new PostgresDeadLetters(name, database, preparation);
    }

    private void requireOwn(EntityType<?> type) {
        if (!type.module().equals(name)) {
            throw new IllegalArgumentException(type + " is not of module " + name);
        }
    }
}
