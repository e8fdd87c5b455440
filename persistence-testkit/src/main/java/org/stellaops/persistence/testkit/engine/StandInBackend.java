// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.util.Locale;
import java.util.Set;
import org.stellaops.persistence.testkit.mongo.MongoScript;

/** Makes databases that find documents by {@code _id}, and keeps them while no server is in front of it. */
final class StandInBackend extends MemoryBackend {

    private static final Set<String> HANDSHAKES = Set.of("hello", "ismaster");

    private final boolean validators;
    private final MongoScript script;

    StandInBackend(boolean validators, MongoScript script) {
        this.validators = validators;
        this.script = script;
    }

    @Override
    public MemoryDatabase openOrCreateDatabase(String databaseName) {
        return new StandInDatabase(databaseName, getCursorRegistry(), validators);
    }

    /** The first commands of a connection come as queries of an older form, and not by {@link #handleMessage}. */
    @Override
    public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
        return HANDSHAKES.contains(command.toLowerCase(Locale.ROOT))
                ? script.answer(new StandInCall(
                        databaseName,
                        command,
                        query,
                        channel,
                        () -> super.handleCommand(channel, databaseName, command, query)))
                : super.handleCommand(channel, databaseName, command, query);
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        Document query = message.getDocument();
        String command = query.keySet().iterator().next();
        return HANDSHAKES.contains(command.toLowerCase(Locale.ROOT))
                ? execute(message, query, command)
                : script.answer(new StandInCall(
                        message.getDatabaseName(),
                        command,
                        query,
                        message.getChannel(),
                        () -> execute(message, query, command)));
    }

    private Document execute(MongoMessage message, Document query, String command) {
        if (!(resolveDatabase(message.getDatabaseName()) instanceof StandInDatabase database)) {
            return super.handleMessage(message);
        }
        // One command at a time, and copies of the documents in its answer: the plain stand-in answers with the very
        // documents that a later update changes in place, so an answer would show half of it, or a document that its
        // filter does not match, or, written to the connection only after this, the state after another caller's
        // update.
        synchronized (database) {
            return database.before(command, query).orElseGet(() -> {
                StandInNames.keep(command, query);
                Document answer = database.sampled(command, query, this::resolveDatabase)
                        .orElseGet(() -> super.handleMessage(message));
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
