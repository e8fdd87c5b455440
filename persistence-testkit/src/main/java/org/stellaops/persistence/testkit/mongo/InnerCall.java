// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import org.stellaops.persistence.testkit.mongo.MongoScript.Call;

/**
 * A call whose stand-in is another script.
 *
 * @param outer the call
 * @param inner the other script
 */
record InnerCall(Call outer, MongoScript inner) implements Call {

    @Override
    public String command() {
        return outer.command();
    }

    @Override
    public String database() {
        return outer.database();
    }

    @Override
    public Document query() {
        return outer.query();
    }

    @Override
    public Document standIn() {
        return inner.answer(outer);
    }

    @Override
    public void cut() {
        outer.cut();
    }
}
