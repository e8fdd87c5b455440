// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/**
 * All that two databases have, as text: schemas, relations with their rows, functions, policies and roles of PostgreSQL;
 * collections with their documents, options and indexes of MongoDB.
 */
record Catalogs(List<String> postgres, List<String> mongo) {

    private static final String POSTGRES = """
            SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
            UNION ALL
            SELECT 'relation ' || n.nspname || '.' || c.relname || ' ' || c.relkind::text || ' ' || COALESCE(c.relacl::text, '')
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            UNION ALL
            SELECT 'function ' || n.nspname || '.' || p.proname
              FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
              WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
            UNION ALL
            SELECT 'policy ' || polname || ' on ' || polrelid::regclass FROM pg_policy
            UNION ALL
            SELECT 'role ' || rolname FROM pg_roles
            ORDER BY 1
            """;

    private static final String TABLES = """
            SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            ORDER BY 1
            """;

    static Catalogs of(MongoDatabaseName mongo, PostgresDatabase postgres) throws SQLException {
        return new Catalogs(postgres(postgres), mongo(mongo));
    }

    private static List<String> postgres(PostgresDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            List<String> all = texts(statement, POSTGRES);
            for (String table : texts(statement, TABLES)) {
                texts(statement, "SELECT '" + table + ": ' || t::text FROM " + table + " t ORDER BY 1")
                        .forEach(all::add);
            }
            return all;
        }
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static List<String> mongo(MongoDatabaseName name) {
        List<String> all = new ArrayList<>();
        try (MongoClient client = MongoClients.create(name.connectionString())) {
            MongoDatabase database = client.getDatabase(name.name());
            database.listCollections().forEach(it -> all.add("collection " + it.toJson()));
            for (String collection : database.listCollectionNames()) {
                database.getCollection(collection)
                        .listIndexes()
                        .forEach(it -> all.add("index of " + collection + " " + it.toJson()));
                database.getCollection(collection)
                        .find()
                        .forEach(it -> all.add("document of " + collection + " " + it.toJson()));
            }
        }
        return all.stream().sorted().toList();
    }
}
