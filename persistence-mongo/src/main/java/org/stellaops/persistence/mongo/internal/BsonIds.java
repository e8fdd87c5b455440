// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.entity.LegacyId;
import org.stellaops.persistence.entity.UnmappableException;

/** Between ids and their BSON, which keeps the order of a compound id. */
final class BsonIds {

    private BsonIds() {}

    static BsonValue bson(LegacyId id) {
        if (id instanceof LegacyId.Compound it) {
            BsonDocument document = new BsonDocument();
            it.members().forEach(member -> document.append(member.name(), bson(member.value())));
            return document;
        }
        return BsonWriting.of(id.value());
    }

    /**
     * The id that a member of a document is.
     *
     * @throws UnmappableException if it is missing, or of a type that no key can be
     */
    static LegacyId idOf(RawBsonDocument document, String member) {
        BsonValue value = document.get(member);
        if (value instanceof RawBsonDocument inner) {
            List<LegacyId.Member> members = new ArrayList<>();
            inner.keySet().forEach(name -> members.add(new LegacyId.Member(name, idOf(inner, name))));
            return new LegacyId.Compound(members);
        }
        return new LegacyId.Scalar(BsonReading.member(document, member)
                .orElseThrow(() -> new UnmappableException(UnmappableException.Problem.KEY, member, "is missing")));
    }
}
