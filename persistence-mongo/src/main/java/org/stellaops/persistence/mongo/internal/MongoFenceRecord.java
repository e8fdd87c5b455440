// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.cohort.FenceRecord;
import org.stellaops.persistence.cutover.Cohort;

/** The fence record of a module as a document beside the control records of its cohorts. */
final class MongoFenceRecord implements FenceRecord {

    private static final String EPOCHS = "epochs";
    private static final String RAISING = "raising";

    private final CollectionHandle place;
    private final BsonDocument id;

    MongoFenceRecord(CollectionHandle place, String module) {
        this.place = place;
        this.id = new BsonDocument(KeyLayout.ID, new BsonString(module + Cohort.SEPARATOR));
    }

    @Override
    public State read() {
        return place.decide("read the demands of the fence in " + place.name(), id)
                .map(MongoFenceRecord::state)
                .orElse(State.NONE);
    }

    @Override
    public void announce(int cohort, long epoch, String attempt) {
        change(new BsonDocument("$max", new BsonDocument(EPOCHS + "." + cohort, new BsonInt64(epoch)))
                .append("$addToSet", new BsonDocument(RAISING, new BsonString(attempt))));
    }

    @Override
    public void remove(String attempt) {
        change(new BsonDocument("$pull", new BsonDocument(RAISING, new BsonString(attempt))));
    }

    private static State state(RawBsonDocument document) {
        SortedMap<Integer, Long> epochs = new TreeMap<>();
        document.getDocument(EPOCHS, new BsonDocument())
                .forEach((number, epoch) ->
                        epochs.put(Integer.valueOf(number), epoch.asNumber().longValue()));
        Set<String> raising = new TreeSet<>();
        for (BsonValue attempt : document.getArray(RAISING, new BsonArray())) {
            raising.add(attempt.asString().getValue());
        }
        return new State(new FenceDemand(epochs), raising);
    }

    private void change(BsonDocument update) {
        MongoFaults.guard("write the demands of the fence in " + place.name(), () -> place.upsert(id, update));
    }

    @Override
    public String toString() {
        return id.getString(KeyLayout.ID).getValue();
    }
}
