package org.stellaops.persistence.postgres.internal;

import java.util.Collection;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.TargetStore;

/** One module's schema. */
public final class PostgresModule {

    private final String name;
    private final Database database;
    private final Preparation preparation;

    /** The module on a database; waits for nothing. */
    public PostgresModule(String name, Database database) {
        this.name = name;
        this.database = database;
        this.preparation = new Preparation(name, database);
    }

    /** Makes what these types need and is missing. */
    public void prepare(Collection<? extends EntityType<?>> types) {
        types.forEach(this::requireOwn);
        preparation.prepare(types);
    }

    /** The store of a type. */
    public TargetStore store(EntityType<?> type) {
        requireOwn(type);
        return new PostgresTargetStore(type, database, preparation);
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

    /** The entries beside the control record. */
    public ControlEntries entries() {
        return new PostgresEntries(name, database, preparation);
    }

    private void requireOwn(EntityType<?> type) {
        if (!type.module().equals(name)) {
            throw new IllegalArgumentException(type + " is not of module " + name);
        }
    }
}
