// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.RangeDigest;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** Scans without contents, and digests that the server computes, agree with scans of contents. */
class KeyPagesTest {

    private static final EntityType<Document> GLOBAL = EntityType.builder("pages", "things")
            .fields(FieldDef.text("name").optional())
            .build();

    private static final EntityType<Document> OF_TENANTS = EntityType.builder("pages", "notes")
            .fields(FieldDef.text("name").optional())
            .tenancy(Tenancy.TENANT)
            .id("id", IdKind.UUID)
            .build();

    private static final EntityType<Document> OF_NAMED_TENANTS = EntityType.builder("pages", "memos")
            .fields(FieldDef.text("name").optional())
            .tenancy(Tenancy.TENANT)
            .build();

    private final String url = Server.database();
    private final PostgresBackend backend =
            PostgresBackend.open(Server.config(url).withScanPageSize(3), "pages");
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void aScanWithoutContentsShowsWhatAScanOfContentsShows() {
        for (EntityType<?> type : List.of(GLOBAL, OF_TENANTS, OF_NAMED_TENANTS)) {
            TargetStore store = filled(type, 100);

            List<ScanEntry> stored = all(store.scanStored(Optional.empty()));

            assertThat(stored).hasSize(100).isEqualTo(all(store.scan(Optional.empty())));
            RecordKey middle = stored.get(49).key();
            assertThat(all(store.scanStored(Optional.of(middle)))).isEqualTo(stored.subList(50, 100));
        }
    }

    /** Pages once began at the first state each, so that a scan of a million read some hundred millions of index entries. */
    @Test
    void aRecordCostsAScanTheSameHoweverManyThereAre() throws SQLException {
        for (EntityType<?> type : List.of(GLOBAL, OF_TENANTS, OF_NAMED_TENANTS)) {
            long unused = backend.store(type).count();
            fill(type, 0, 3_000);
            long storedOfFew = indexBlocksOf(type, store -> store.scanStored(Optional.empty()), 3_000);
            long contentsOfFew = indexBlocksOf(type, store -> store.scan(Optional.empty()), 3_000);
            fill(type, 3_000, 12_000);

            assertThat(indexBlocksOf(type, store -> store.scanStored(Optional.empty()), 12_000))
                    .as("of 4 times as many %s without contents", type)
                    .isLessThan(6 * storedOfFew);
            assertThat(indexBlocksOf(type, store -> store.scan(Optional.empty()), 12_000))
                    .as("of 4 times as many %s", type)
                    .isLessThan(6 * contentsOfFew);
        }
    }

    private long indexBlocksOf(EntityType<?> type, Function<TargetStore, Scan<ScanEntry>> scan, int records)
            throws SQLException {
        return ServerCounter.during(url, ServerCounter.INDEX_BLOCKS_OF_STATES, () -> {
            try (PostgresBackend scanning =
                    PostgresBackend.open(Server.config(url).withScanPageSize(10), "pages")) {
                assertThat(all(scan.apply(scanning.store(type)))).hasSize(records);
            }
        });
    }

    private void fill(EntityType<?> type, int from, int to) throws SQLException {
        boolean ofTenants = type.tenancy() == Tenancy.TENANT;
        String tenant = ofTenants ? "'tenant-' || n %% 4" : "''";
        String id = type.idKind() == IdKind.UUID ? "md5(n::text)::uuid" : "'k' || n";
        String keys = "SELECT " + tenant + " AS tenant, " + id + " AS id FROM generate_series(%d, %d) n";
        String source = " FROM (" + keys.formatted(from, to - 1) + ") k";
        try (Connection connection = Server.connect(url);
                var statement = connection.createStatement()) {
            int rows = statement.executeUpdate("INSERT INTO pages." + type.table()
                    + (ofTenants ? " (tenant_id, id, name) SELECT tenant, id, 'n'" : " (id, name) SELECT id, 'n'")
                    + source);
            int states = statement.executeUpdate(
                    "INSERT INTO pages.sync_state (entity, tenant, id, version, token, hash) SELECT '" + type.name()
                            + "', tenant, id::text, 1, 'token', repeat('0', 64)" + source);
            assertThat(rows).isEqualTo(states).isEqualTo(to - from);
            statement.execute("VACUUM ANALYZE pages." + type.table());
            statement.execute("VACUUM ANALYZE pages.sync_state");
        }
    }

    @Test
    void theServerComputesTheDigestOfEveryRangeAsTheLibraryDoes() {
        for (EntityType<?> type : List.of(GLOBAL, OF_TENANTS, OF_NAMED_TENANTS)) {
            TargetStore store = filled(type, 120);
            List<ScanEntry> entries = all(store.scan(Optional.empty()));

            assertThat(store.digest(KeyRange.ALL)).hasValue(digest(entries));
            for (int i = 0; i < 40; i++) {
                int from = random.nextInt(entries.size());
                int to = from + random.nextInt(entries.size() - from);
                KeyRange range = new KeyRange(
                        Optional.of(entries.get(from).key()),
                        Optional.of(entries.get(to).key()));
                assertThat(store.digest(range)).hasValue(digest(entries.subList(from + 1, to + 1)));
                assertThat(store.digest(new KeyRange(range.after(), Optional.empty())))
                        .hasValue(digest(entries.subList(from + 1, entries.size())));
                assertThat(store.digest(new KeyRange(Optional.empty(), range.upTo())))
                        .hasValue(digest(entries.subList(0, to + 1)));
            }
        }
    }

    @Test
    void theDigestChangesWithEachThingThatItIsMadeOf() throws SQLException {
        TargetStore store = filled(GLOBAL, 50);
        RangeDigest before = store.digest(KeyRange.ALL).orElseThrow();
        List<String> changes = List.of(
                "UPDATE pages.sync_state SET version = version + 1 WHERE id = (SELECT min(id) FROM pages.things)",
                "UPDATE pages.sync_state SET token = 'other' WHERE id = (SELECT min(id) FROM pages.things)",
                "UPDATE pages.sync_state SET hash = repeat('0', 64) WHERE id = (SELECT min(id) FROM pages.things)",
                "UPDATE pages.sync_state SET hash = NULL WHERE id = (SELECT min(id) FROM pages.things)",
                "DELETE FROM pages.sync_state WHERE id = (SELECT min(id) FROM pages.things)",
                "DELETE FROM pages.things WHERE id = (SELECT min(id) FROM pages.things)",
                "INSERT INTO pages.things (id) VALUES ('zz')",
                "UPDATE pages.things SET id = 'a' WHERE id = (SELECT min(id) FROM pages.things)");
        for (String change : changes) {
            try (Connection connection = Server.connect(url)) {
                connection.setAutoCommit(false);
                try (var statement = connection.createStatement()) {
                    assertThat(statement.executeUpdate(change)).as(change).isEqualTo(1);
                }
                connection.commit();
                assertThat(store.digest(KeyRange.ALL)).as(change).isPresent().isNotEqualTo(Optional.of(before));
            }
            before = store.digest(KeyRange.ALL).orElseThrow();
        }
    }

    @Test
    void theHashIsThatOfTheServer() throws SQLException {
        try (Connection connection = Server.connect(url);
                var statement = connection.prepareStatement("SELECT hashtextextended(?, ?)")) {
            for (int i = 0; i < 200; i++) {
                String text = text(i % 40);
                long seed = i % 5 == 0 ? 0 : random.nextLong();
                statement.setString(1, text);
                statement.setLong(2, seed);
                try (var rows = statement.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(RangeDigest.hash(text, seed)).isEqualTo(rows.getLong(1));
                }
            }
        }
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(i % 7 == 6 ? 0x1F600 + random.nextInt(50) : 0x20 + random.nextInt(0x300));
        }
        return text.toString();
    }

    private TargetStore filled(EntityType<?> type, int records) {
        TargetStore store = backend.store(type);
        long unused = store.count();
        ControlRecord control = backend.control().initialise(new ControlRecord(ControlRecord.Phase.AWAY, 1));
        assertThat(control.phase()).isEqualTo(ControlRecord.Phase.AWAY);
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            Struct content = Struct.builder().put("name", "n" + i).build();
            VersionStamp stamp = i % 3 == 0 ? VersionStamp.UNVERSIONED : new VersionStamp(i + 1, "token-" + i);
            images.add(new Image.Present(key(type, i), stamp, content, ContentHash.of(content)));
        }
        assertThat(store.applyAll(images, 1)).allMatch(it -> it.replicates());
        return store;
    }

    private RecordKey key(EntityType<?> type, int number) {
        return type.tenancy() == Tenancy.TENANT
                ? RecordKey.of("tenant-" + number % 4, new UUID(random.nextLong(), random.nextLong()).toString())
                : RecordKey.global("é" + Integer.toString(random.nextInt(1_000_000), 36) + number);
    }

    private static RangeDigest digest(List<ScanEntry> entries) {
        RangeDigest digest = RangeDigest.EMPTY;
        for (ScanEntry entry : entries) {
            digest = digest.plus(entry);
        }
        return digest;
    }

    private static List<ScanEntry> all(Scan<ScanEntry> scan) {
        try (scan) {
            List<ScanEntry> all = new ArrayList<>();
            scan.forEachRemaining(all::add);
            return all;
        }
    }
}
