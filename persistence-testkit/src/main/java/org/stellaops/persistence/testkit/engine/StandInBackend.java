package org.stellaops.persistence.testkit.engine;

import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;

/** Makes databases that find documents by {@code _id}, and keeps them while no server is in front of it. */
final class StandInBackend extends MemoryBackend {

    private final boolean validators;

    StandInBackend(boolean validators) {
        this.validators = validators;
    }

    @Override
    public MemoryDatabase openOrCreateDatabase(String databaseName) {
        return new StandInDatabase(databaseName, getCursorRegistry(), validators);
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        Document query = message.getDocument();
        String command = query.keySet().iterator().next();
        if (!(resolveDatabase(message.getDatabaseName()) instanceof StandInDatabase database)) {
            return super.handleMessage(message);
        }
        // One command at a time: the plain stand-in answers with the very documents that a later update changes in
        // place, so an answer would show half of it, or a document that its filter does not match.
        synchronized (database) {
            return database.before(command, query).orElseGet(() -> {
                StandInNames.keep(command, query);
                Document answer = super.handleMessage(message);
                database.after(command, query, answer);
                StandInNames.give(answer);
                return answer;
            });
        }
    }

    /** A server that stops closes its backend; the data must survive it. */
    @Override
    public void close() {
        // See forget.
    }

    void forget() {
        super.close();
    }
}
