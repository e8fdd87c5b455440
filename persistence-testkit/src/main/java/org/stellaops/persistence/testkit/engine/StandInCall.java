// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.function.Supplier;
import org.stellaops.persistence.testkit.mongo.MongoScript;

/**
 * A command that arrived at the stand-in.
 *
 * @param database the database that it is for
 * @param command its name
 * @param query the command with its arguments
 * @param channel the connection
 * @param execution executes it
 */
record StandInCall(String database, String command, Document query, Channel channel, Supplier<Document> execution)
        implements MongoScript.Call {

    @Override
    public Document standIn() {
        return execution.get();
    }

    @Override
    public void cut() {
        var unused = channel.close().awaitUninterruptibly();
    }
}
