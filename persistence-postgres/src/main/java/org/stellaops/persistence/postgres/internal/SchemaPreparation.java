// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;

/**
 * Makes what is missing in a module's schema, and looks whether it protects tenants, once, when something is first needed: a module
 * whose target is unreachable must be able to start. Nothing is served before both are done.
 */
final class SchemaPreparation implements Preparation {

    private final String module;
    private final Database database;
    private final SecurityGuard guard;
    private final PreparationTurns turns;
    private final Set<String> prepared = ConcurrentHashMap.newKeySet();

    SchemaPreparation(String module, Database database) {
        this.module = module;
        this.database = database;
        this.guard = new SecurityGuard(database, module);
        // Whoever prepares connects, and may wait for a statement as long as any.
        this.turns = new PreparationTurns(
                module,
                database.config().connectTimeout().plus(database.config().statementTimeout()));
    }

    @Override
    public void ensure() {
        ensure("", List.of());
    }

    @Override
    public void ensure(EntityType<?> type) {
        ensure(type.name(), List.of(type));
    }

    private void ensure(String name, Collection<? extends EntityType<?>> types) {
        if (!prepared.contains(name)) {
            turns.take(() -> {
                // Another thread may have done it meanwhile.
                if (!prepared.contains(name)) {
                    prepareInTurn(types);
                }
            });
        }
    }

    @Override
    public void prepare(Collection<? extends EntityType<?>> types) {
        turns.take(() -> prepareInTurn(types));
    }

    private void prepareInTurn(Collection<? extends EntityType<?>> types) {
        guard.beforeConnecting();
        // Once a process, since the files of a module do not depend on the types.
        make(types, prepared.contains("") ? SchemaSetup.Files.RUN_BEFORE : SchemaSetup.Files.TO_RUN);
        guard.check(types);
        prepared.add("");
        types.forEach(type -> prepared.add(type.name()));
    }

    /** Makes what is missing, except what migrations make, and does not look at anything else. */
    void install(Collection<? extends EntityType<?>> types) {
        make(types, SchemaSetup.Files.RUN_BEFORE);
    }

    private void make(Collection<? extends EntityType<?>> types, SchemaSetup.Files files) {
        try {
            database.transaction(Access.OWNER, "preparing schema " + module, connection -> {
                new SchemaSetup(connection, module, database).prepare(types, files);
                return Outcome.commit(true);
            });
        } catch (StatementRejection e) {
            throw new StoreException(Fault.Kind.BROKEN, "preparing schema " + module + " failed: " + e.reason(), e);
        }
    }
}
