// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
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
    private static final String ATTEMPT = "write the demands of the fence in ";

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
    public State announce(int cohort, long epoch, String attempt) {
        return guarded(() -> place.upsertAndGet(id, announcing(cohort, epoch, attempt)));
    }

    @Override
    public Optional<State> announceAlone(int cohort, long epoch, String attempt) {
        BsonDocument whileNobody = id.clone().append(RAISING + ".0", SyncFields.exists(false));
        return MongoFaults.guard(
                        ATTEMPT + place.name(),
                        () -> place.updateAndGet(whileNobody, announcing(cohort, epoch, attempt)))
                .map(MongoFenceRecord::state);
    }

    private static BsonDocument announcing(int cohort, long epoch, String attempt) {
        return new BsonDocument("$max", new BsonDocument(EPOCHS + "." + cohort, new BsonInt64(epoch)))
                .append("$addToSet", new BsonDocument(RAISING, new BsonString(attempt)));
    }

    @Override
    public State remove(String attempt) {
        BsonDocument without = new BsonDocument("$pull", new BsonDocument(RAISING, new BsonString(attempt)));
        return guarded(() -> place.upsertAndGet(id, without));
    }

    private State guarded(Supplier<RawBsonDocument> change) {
        return state(MongoFaults.guard(ATTEMPT + place.name(), change));
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

    @Override
    public String toString() {
        return id.getString(KeyLayout.ID).getValue();
    }
}
