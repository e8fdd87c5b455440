// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** Data sources for tests, without a pool. */
final class CatalogueDatabases {

    private CatalogueDatabases() {}

    static DataSource dataSource(PostgresDatabase database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.user());
        source.setPassword(database.password());
        return source;
    }
}
