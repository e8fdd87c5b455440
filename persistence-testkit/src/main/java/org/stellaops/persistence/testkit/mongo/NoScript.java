// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;

/** The stand-in as it is. */
enum NoScript implements MongoScript {
    NONE;

    @Override
    public Document answer(Call call) {
        return call.standIn();
    }
}
