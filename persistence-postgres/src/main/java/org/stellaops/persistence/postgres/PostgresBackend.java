// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cohort.CohortBackends;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.postgres.config.GivenDataSources;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.internal.Database;
import org.stellaops.persistence.postgres.internal.PostgresModule;
import org.stellaops.persistence.postgres.internal.SecurityGuard;
import org.stellaops.persistence.postgres.security.SecurityFinding;
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
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;

/**
 * The target side of a module in PostgreSQL, in the schema of the module's name.
 *
 * <p>Opening does not wait for the server: migrations run, and missing tables are created, when {@link #prepare} is
 * called or a store is first used.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> A call waits for a connection, a lock and an answer at
 * most
 * as long as the configuration says. <b>Failure.</b> {@link org.stellaops.persistence.StoreException}.
 */
public final class PostgresBackend implements TargetBackend {

    private final Database database;
    private final PostgresModule module;

    private PostgresBackend(Database database, PostgresModule module) {
        this.database = database;
        this.module = module;
    }

    /**
     * Opens a backend with its own bounded pools, which {@link #close} closes.
     *
     * @throws IllegalArgumentException if the configuration has no address
     */
    public static PostgresBackend open(PostgresConfig config, String module) {
        config.requireAddress();
        Database database = new Database(config, module);
        return new PostgresBackend(database, new PostgresModule(module, database));
    }

    /** Opens a backend on connections that it shares with other modules of this process. */
    public static PostgresBackend open(PostgresPools pools, String module) {
        Database database = pools.internal().database();
        return new PostgresBackend(database, new PostgresModule(module, database));
    }

    /**
     * Opens a backend on data sources of the application, which stay open when it is closed.
     *
     * @param config timeouts, names and how many connections the module may use; its address and logins are not used
     */
    public static PostgresBackend open(PostgresConfig config, GivenDataSources given, String module) {
        Database database = new Database(config, given, Database.Mode.READ_WRITE);
        return new PostgresBackend(database, new PostgresModule(module, database));
    }

    /** As {@link #openReadOnly(PostgresConfig, String)}, on data sources of the application. */
    public static PostgresBackend openReadOnly(PostgresConfig config, GivenDataSources given, String module) {
        Database database = new Database(config, given, Database.Mode.READ_ONLY);
        return new PostgresBackend(database, new PostgresModule(module, database));
    }

    /**
     * Opens a backend that changes nothing: its sessions are read-only, no schema, table or role is made, tables that are
     * missing hold nothing, and every method that writes throws {@link UnsupportedOperationException}. A schema that has
     * some of the columns that are needed, and not all, is a {@link org.stellaops.persistence.StoreException}.
     */
    public static PostgresBackend openReadOnly(PostgresConfig config, String module) {
        config.requireAddress();
        Database database = new Database(config, module, Database.Mode.READ_ONLY);
        return new PostgresBackend(database, new PostgresModule(module, database));
    }

    /**
     * Makes the tables that these types need, and gives the module's roles their rights, as the owner of the schema. Runs no
     * migration, and checks nothing: for an operator's command, whose login need not be one that a service may have.
     *
     * @throws org.stellaops.persistence.StoreException if the login may not do so, or the server cannot be asked
     */
    public static void install(PostgresConfig config, String module, Collection<? extends EntityType<?>> types) {
        try (Database database = new Database(config, module)) {
            PostgresModule.install(module, database, types);
        }
    }

    /**
     * What the security check finds of a module with these types, whatever the configuration says of it. Nothing is changed.
     * Otherwise the check is made, and its findings keep the backend from being used, when a store is first used.
     *
     * @throws org.stellaops.persistence.StoreException if the server cannot be asked
     */
    public static List<SecurityFinding> findings(
            PostgresConfig config, String module, Collection<? extends EntityType<?>> types) {
        return SecurityGuard.findings(config, module, types);
    }

    /**
     * Runs the migrations of the module and makes what these types need and is missing. Otherwise this happens when a store
     * is first used.
     *
     * @throws org.stellaops.persistence.StoreException if the security check finds something, or the server cannot be asked
     */
    @Override
    public void prepare(Collection<? extends EntityType<?>> types) {
        module.prepare(types);
    }

    @Override
    public TargetStore store(EntityType<?> type) {
        return module.store(type);
    }

    @Override
    public TargetStore joined(EntityType<?> type, Connection transaction) {
        return module.joined(type, transaction);
    }

    /**
     * Reads of a type that the query model cannot express.
     *
     * @throws IllegalArgumentException if the type is not of this module
     */
    public PostgresReads reads(EntityType<?> type) {
        return module.reads(type)::records;
    }

    @Override
    public List<StoredIndex> indexes(EntityType<?> type) {
        return module.indexes(type);
    }

    @Override
    public Optional<List<ForeignKey>> foreignKeys(EntityType<?> type) {
        return module.foreignKeys(type);
    }

    /** Those whose files are on the class path of the calling thread. */
    @Override
    public MigrationsState migrations() {
        return module.migrations();
    }

    @Override
    public String indexStatement(EntityType<?> type, IndexDef index) {
        return PostgresIndexes.statement(type, index);
    }

    @Override
    public TargetBackend cohort(Cohort cohort) {
        return CohortBackends.target(cohort, new PostgresBackend(database, module.withControlOf(cohort)), this);
    }

    @Override
    public ControlStore control() {
        return module.control();
    }

    @Override
    public Checkpoints checkpoints() {
        return module.checkpoints();
    }

    @Override
    public DeadLetters deadLetters() {
        return module.deadLetters();
    }

    @Override
    public Retirement retirement() {
        return module.retirement();
    }

    @Override
    public ShadowRecords shadowRecords() {
        return module.shadowRecords();
    }

    @Override
    public RepairRecords repairs() {
        return module.repairs();
    }

    @Override
    public ControlEntries entries() {
        return module.entries();
    }

    @Override
    public void close() {
        database.close();
    }
}
