// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.migration.Migrations;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.ForeignKey;
import org.stellaops.persistence.spi.MigrationsState;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.Retirement;
import org.stellaops.persistence.spi.ShadowRecords;
import org.stellaops.persistence.spi.StoredIndex;
import org.stellaops.persistence.spi.TargetStore;

/** The schema of one module. */
public final class PostgresModule {

    private final String name;
    private final String control;
    private final Database database;
    private final Preparation preparation;
    private final boolean readOnly;

    /** The module on a database, read-only if its sessions are; waits for nothing. */
    public PostgresModule(String name, Database database) {
        this(name, name, database);
    }

    /** The module with a control record of this name. */
    private PostgresModule(String name, String control, Database database) {
        this.control = control;
        this.name = name;
        this.database = database;
        this.readOnly = database.mode() == Database.Mode.READ_ONLY;
        this.preparation = readOnly ? new ExistingSchema(name, database) : new SchemaPreparation(name, database);
    }

    /** The same tables, fenced by the control record of a cohort. */
    public PostgresModule withControlOf(Cohort cohort) {
        return new PostgresModule(name, cohort.qualifiedName(), database);
    }

    /** Creates what is missing for these types, except what migrations make, and checks nothing. */
    public static void install(String name, Database database, Collection<? extends EntityType<?>> types) {
        new SchemaPreparation(name, database).install(types);
    }

    /** Creates what is missing for these types. */
    public void prepare(Collection<? extends EntityType<?>> types) {
        if (readOnly) {
            throw Database.readOnly("preparing schema " + name);
        }
        types.forEach(this::requireOwn);
        preparation.prepare(types);
    }

    /** The store of a type. */
    public TargetStore store(EntityType<?> type) {
        requireOwn(type);
        PostgresTargetStore store = new PostgresTargetStore(type, control, database, preparation);
        return readOnly ? new ReadOnlyTargetStore(store) : store;
    }

    /** The store of a type in a transaction of the caller. */
    public TargetStore joined(EntityType<?> type, Connection transaction) {
        requireOwn(type);
        // The roles are known, and the tables there, only then.
        preparation.ensure(type);
        PostgresTargetStore store = new PostgresTargetStore(type, control, database.joined(transaction), preparation);
        return readOnly ? new ReadOnlyTargetStore(store) : store;
    }

    /** The indexes that the tables of a type have. */
    public List<StoredIndex> indexes(EntityType<?> type) {
        requireOwn(type);
        return database.read(
                Database.Access.SERVICE,
                "reading the indexes of schema " + name,
                connection -> new IndexedFields(new TableSchema(type)).of(ExistingIndexes.of(connection, name)));
    }

    /** The foreign keys of a type's tables to those of others; empty if migrations have yet to make its tables. */
    public Optional<List<ForeignKey>> foreignKeys(EntityType<?> type) {
        requireOwn(type);
        return database.read(
                Database.Access.SERVICE,
                "reading the foreign keys of schema " + name,
                connection -> ExistingForeignKeys.of(connection, type));
    }

    /** Where the migrations of the class path stand. */
    public MigrationsState migrations() {
        Migrations files = Migrations.ofModule(name);
        return files.all().isEmpty()
                ? MigrationsState.NONE
                : database.read(
                        Database.Access.SERVICE,
                        "reading the migrations of schema " + name,
                        connection -> files.stateIn(connection));
    }

    /** Reads of a type as SQL. */
    public KeyedReads reads(EntityType<?> type) {
        requireOwn(type);
        return new KeyedReads(type, database, preparation);
    }

    /** The control record. */
    public ControlStore control() {
        PostgresControlStore store = new PostgresControlStore(name, control, database, preparation);
        return readOnly ? new ReadOnlyControlStore(store) : store;
    }

    /** The checkpoints. */
    public Checkpoints checkpoints() {
        PostgresCheckpoints checkpoints = new PostgresCheckpoints(name, database, preparation);
        return readOnly ? new ReadOnlyCheckpoints(checkpoints) : checkpoints;
    }

    /** The dead letters. */
    public DeadLetters deadLetters() {
        PostgresDeadLetters letters = new PostgresDeadLetters(name, database, preparation);
        return readOnly ? new ReadOnlyDeadLetters(letters) : letters;
    }

    /** What shadow reads found. */
    public ShadowRecords shadowRecords() {
        PostgresShadowRecords records = new PostgresShadowRecords(name, database, preparation);
        return readOnly ? new ReadOnlyShadowRecords(records) : records;
    }

    /** Repairs with what was there before them. */
    public RepairRecords repairs() {
        PostgresRepairRecords records = new PostgresRepairRecords(name, database, preparation);
        return readOnly ? new ReadOnlyRepairRecords(records) : records;
    }

    /** The entries beside the control record. */
    public ControlEntries entries() {
        PostgresEntries entries = new PostgresEntries(name, database, preparation);
        return readOnly ? new ReadOnlyEntries(entries) : entries;
    }

    /** Drops the tables of the library. */
    public Retirement retirement() {
        return new PostgresRetirement(database, name);
    }

    private void requireOwn(EntityType<?> type) {
        if (!type.module().equals(name)) {
            throw new IllegalArgumentException(type + " is not of module " + name);
        }
    }
}
