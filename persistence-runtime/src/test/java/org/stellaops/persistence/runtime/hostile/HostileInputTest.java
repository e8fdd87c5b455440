// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.dualwrite.TargetLeader;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.generate.RandomSource;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.testkit.mongo.EscapedSubtypes;
import org.stellaops.persistence.value.Canonical;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * The same hostile input to stores in memory, on the MongoDB stand-in and on PostgreSQL: each answers with an outcome or a documented
 * exception, and all answer alike. {@code -Dhostile.seconds} sets how long, {@code -Dhostile.seed} from which seed.
 */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class HostileInputTest {

    private static final int SHORT_FORM = 20_000;

    /** The rules that every store begins with are asked of each input, every store itself of one in so many. */
    private static final int ASKED_OF_STORES = 40;

    private final RecordStore rules = new RulesOnly();
    private final Map<String, RecordStore> stores = new LinkedHashMap<>();
    private final Map<String, Integer> kinds = new TreeMap<>();
    private long longest;
    private Supplier<String> asked = () -> "";

    @Test
    void everyStoreAnswersHostileInputAlike(MongoEngine engine, MongoDatabaseName mongo, PostgresDatabase postgres) {
        long seed = Long.getLong("hostile.seed", System.nanoTime());
        long seconds = Long.getLong("hostile.seconds", 0);
        System.out.println("hostile-input: seed=" + seed);
        try (MongoBackend legacy =
                        MongoBackend.open(MongoConfig.of(mongo.connectionString(), mongo.name()), "hostile");
                PostgresBackend target = PostgresBackend.open(
                        PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password())
                                .withSecurity(PostgresSecurity.defaults().reporting(SecurityCheck.LOGIN)),
                        "hostile")) {
            stores.put("memory, legacy leads", LegacyLeader.over(new MemoryLegacyBackend(), HostileInputs.TYPE));
            stores.put("memory, target leads", TargetLeader.over(new MemoryTargetBackend(), HostileInputs.TYPE));
            RecordStore onMongo = LegacyLeader.over(legacy, HostileInputs.TYPE);
            stores.put("MongoDB", engine.isStandIn() ? new EscapedSubtypes(onMongo) : onMongo);
            stores.put("PostgreSQL", TargetLeader.over(target, HostileInputs.TYPE));
            long began = System.nanoTime();
            int asked = 0;
            while (seconds == 0 ? asked < SHORT_FORM : System.nanoTime() - began < seconds * 1_000_000_000L) {
                askAll(seed + asked);
                asked++;
            }
            double took = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "hostile-input: seed=%d inputs=%d stores=%d per_minute=%.0f longest_ms=%d heap_mb=%d answers=%s%n",
                    seed,
                    asked,
                    stores.size(),
                    asked * 60 / took,
                    longest / 1_000_000,
                    Runtime.getRuntime().maxMemory() >> 20,
                    kinds);
        }
        assertThat(kinds.keySet()).contains("applied", "rejected VALUE", "refused", "page", "found", "conflict");
    }

    /** One input, made from a seed of its own, so that a failure names what to look at. */
    private void askAll(long seed) {
        RandomSource source = new RandomSource(seed);
        HostileInputs inputs = new HostileInputs(source);
        Function<RecordStore, String> question;
        try {
            question = question(source, inputs);
        } catch (IllegalArgumentException e) {
            kinds.merge("refused when made", 1, Integer::sum);
            return;
        }
        if (Math.floorMod(seed, ASKED_OF_STORES) > 0) {
            kinds.merge("only checked", 1, Integer::sum);
            answer(question, rules);
            return;
        }
        Map<String, String> answers = new LinkedHashMap<>();
        stores.forEach((name, store) -> answers.put(name, answer(question, store)));
        List<String> distinct = answers.values().stream().distinct().toList();
        assertThat(distinct)
                .as("seed %d: %s to %s", seed, shortened(answers), asked.get())
                .hasSize(1);
        kinds.merge(kindOf(distinct.get(0)), 1, Integer::sum);
    }

    private static String kindOf(String answer) {
        int end = answer.indexOf(':');
        return end < 0 ? answer : answer.substring(0, end);
    }

    private static Map<String, String> shortened(Map<String, String> answers) {
        Map<String, String> all = new LinkedHashMap<>(answers);
        all.replaceAll((name, it) -> it.length() > 1_500 ? it.substring(0, 1_500) + "..." : it);
        return all;
    }

    private String answer(Function<RecordStore, String> question, RecordStore store) {
        long began = System.nanoTime();
        try {
            return question.apply(store);
        } catch (IllegalArgumentException e) {
            return "refused:" + e.getMessage();
        } catch (StoreException e) {
            return "store exception:" + e.fault().kind() + " " + e.getMessage();
        } finally {
            longest = Math.max(longest, System.nanoTime() - began);
        }
    }

    private Function<RecordStore, String> question(RandomSource source, HostileInputs inputs) {
        int kind = source.below(10);
        asked = () -> "a call of kind " + kind;
        if (kind < 4) {
            RecordKey key = inputs.key();
            Struct content = source.onceIn(100) ? inputs.deepTree() : inputs.content();
            Precondition precondition = inputs.precondition();
            return store -> outcome(store.put(key, content, precondition));
        } else if (kind < 5) {
            RecordKey key = inputs.key();
            Precondition precondition = inputs.precondition();
            return store -> outcome(store.delete(key, precondition));
        } else if (kind < 6) {
            RecordKey key = inputs.key();
            return store ->
                    "found:" + store.find(key).map(HostileInputTest::text).orElse("nothing");
        }
        Optional<String> tenant = inputs.tenant();
        Query query = inputs.query(this::tokenOf);
        asked = () -> described(tenant, query);
        return store -> page(store.query(tenant, query));
    }

    private static String described(Optional<String> tenant, Query query) {
        try {
            String text = tenant + " " + query;
            return text.length() > 3_000 ? text.substring(0, 3_000) + "..." : text;
        } catch (StackOverflowError e) {
            return "a query that is nested too deep to be shown";
        }
    }

    private Optional<PageToken> tokenOf(Query query) {
        return stores.values()
                .iterator()
                .next()
                .query(Optional.of("t"), query.limit(1))
                .next();
    }

    private static String page(Page<StoredRecord> page) {
        List<String> items = new ArrayList<>();
        page.items().forEach(it -> items.add(text(it)));
        return "page:" + items + page.next();
    }

    private static String text(StoredRecord record) {
        String form = Canonical.form(record.content());
        return record.key() + "=" + ContentHash.of(record.content()).hex() + " "
                + (form.length() > 300 ? form.substring(0, 300) : form);
    }

    private static String outcome(WriteOutcome outcome) {
        return outcome.fold(
                applied -> "applied",
                conflict -> "conflict",
                rejected -> "rejected " + rejected.kind() + ":" + rejected.where(),
                notApplied -> "not applied " + notApplied.fault().kind() + ":",
                unknown -> "unknown:" + unknown.fault());
    }
}
