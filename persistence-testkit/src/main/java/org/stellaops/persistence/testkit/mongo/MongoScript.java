// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;

/**
 * Answers commands in place of the stand-in, or around it. Called on the threads of the stand-in, several at once; it may
 * wait, and it may throw {@link de.bwaldvogel.mongo.exception.MongoServerError}.
 */
@FunctionalInterface
public interface MongoScript {

    /** The answer to a command. */
    Document answer(Call call);

    /** One command. */
    interface Call {

        /** Its name, such as {@code find}. */
        String command();

        /** The database that it is for. */
        String database();

        /** The command with its arguments. */
        Document query();

        /** What the stand-in answers; executes the command. */
        Document standIn();

        /** Closes the connection, so that no answer arrives. */
        void cut();
    }

    /** The stand-in as it is. */
    static MongoScript none() {
        return NoScript.NONE;
    }

    /** This script, with another one in place of the stand-in. */
    default MongoScript over(MongoScript inner) {
        return call -> answer(new InnerCall(call, inner));
    }
}
