// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.PostgresSchema;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresConfig.Login;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** A module whose roles the script made, and whose owner made the tables, as in production. */
final class SecuredModule {

    static final EntityType<Document> NOTES = EntityType.builder("guarded", "notes")
            .tenancy(Tenancy.TENANT)
            .fields(FieldDef.text("title"), FieldDef.childValues("tags", "note_tags", ScalarKind.TEXT))
            .build();
    static final EntityType<Document> PLACES = EntityType.builder("guarded", "places")
            .fields(FieldDef.text("name"))
            .build();
    static final List<EntityType<Document>> TYPES = List.of(NOTES, PLACES);

    static final String SERVICE = "guarded_service";
    static final String WORKER = "guarded_service_worker";
    static final String STATUS = "guarded_reader";
    static final String PASSWORD = "guarded-password";

    private final PostgresDatabase database;

    SecuredModule(PostgresDatabase database) {
        this.database = database;
    }

    /** Runs the script and lets the owner make the tables. */
    SecuredModule install() {
        execute(script().toArray(String[]::new));
        execute(Stream.of("guarded_owner", SERVICE, WORKER, STATUS)
                .map(it -> "ALTER ROLE " + it + " PASSWORD '" + PASSWORD + "'")
                .toArray(String[]::new));
        PostgresBackend.install(as("guarded_owner"), "guarded", TYPES);
        return this;
    }

    static List<String> script() {
        return new PostgresSchema("guarded", TYPES, "app.tenant_id").grants(SERVICE, WORKER, Optional.of(STATUS));
    }

    /** The configuration of the service. */
    PostgresConfig config() {
        return as(SERVICE).withMaintenance(new Login(WORKER, PASSWORD));
    }

    PostgresConfig as(String login) {
        return PostgresConfig.of(database.jdbcUrl(), login, PASSWORD).withPools(4, 2);
    }

    PostgresConfig asSuperuser() {
        return PostgresConfig.of(database.jdbcUrl(), database.user(), database.password());
    }

    /** As the superuser whose the server is. */
    void execute(String... statements) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                boolean unused = statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }

    String value(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static Image note(String tenant, String id, long version) {
        Struct content = Struct.builder()
                .put("title", tenant + id)
                .put("tags", Value.Items.of(Value.of("tag")))
                .build();
        return Image.Present.of(RecordKey.of(tenant, id), new VersionStamp(version, "t" + version), content);
    }
}
