// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import org.bson.Document;

/** The bare MongoDB driver: one {@code replaceOne} with upsert. */
final class LegacyDriver implements Writer, AutoCloseable {

    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

    private final MongoClient client;
    private final MongoCollection<Document> orders;

    LegacyDriver(String connectionString) {
        this.client = MongoClients.create(connectionString);
        this.orders = client.getDatabase("driver").getCollection("orders").withWriteConcern(WriteConcern.MAJORITY);
    }

    @Override
    public boolean write(int caller, BenchmarkOrder order) {
        Document document = new Document("_id", order.id())
                .append("status", order.status())
                .append("cents", order.number())
                .append("tags", order.tags())
                .append("note", order.note());
        return orders.replaceOne(Filters.eq(order.id()), document, UPSERT).wasAcknowledged();
    }

    @Override
    public void close() {
        client.close();
    }
}
