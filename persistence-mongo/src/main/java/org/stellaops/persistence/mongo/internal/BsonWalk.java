// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import org.bson.BsonBinaryReader;
import org.bson.BsonSerializationException;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.spi.StoredDocument;

/** Shows the members of a document with their types, those included that have no representation as a value. */
final class BsonWalk {

    private final BsonBinaryReader reader;
    private final StoredDocument.Visitor visitor;

    private BsonWalk(BsonBinaryReader reader, StoredDocument.Visitor visitor) {
        this.reader = reader;
        this.visitor = visitor;
    }

    /** Shows what can be read; bytes that are no BSON end it. */
    static void visit(RawBsonDocument raw, StoredDocument.Visitor visitor) {
        try (BsonBinaryReader reader = new BsonBinaryReader(raw.getByteBuffer().asNIO())) {
            new BsonWalk(reader, visitor).document("");
        } catch (BsonSerializationException e) {
            // Reading the document as a record says so.
            return;
        }
    }

    private void document(String path) {
        reader.readStartDocument();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            String name = reader.readName();
            if (path.isEmpty() && name.equals(SyncFields.SYNC)) {
                reader.skipValue();
            } else {
                value(path.isEmpty() ? name : path + "." + name);
            }
        }
        reader.readEndDocument();
    }

    private void array(String path) {
        reader.readStartArray();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            value(path + "[]");
        }
        reader.readEndArray();
    }

    private void value(String path) {
        BsonType type = reader.getCurrentBsonType();
        boolean goesInside = visitor.visit(path, nameOf(type));
        if (goesInside && type == BsonType.DOCUMENT) {
            document(path);
        } else if (goesInside && type == BsonType.ARRAY) {
            array(path);
        } else {
            reader.skipValue();
        }
    }

    /** As the operator {@code $type} of MongoDB names it. */
    private static String nameOf(BsonType type) {
        return switch (type) {
            case DOUBLE -> "double";
            case STRING -> "string";
            case DOCUMENT -> "object";
            case ARRAY -> "array";
            case BINARY -> "binData";
            case UNDEFINED -> "undefined";
            case OBJECT_ID -> "objectId";
            case BOOLEAN -> "bool";
            case DATE_TIME -> "date";
            case NULL -> "null";
            case REGULAR_EXPRESSION -> "regex";
            case DB_POINTER -> "dbPointer";
            case JAVASCRIPT -> "javascript";
            case JAVASCRIPT_WITH_SCOPE -> "javascriptWithScope";
            case SYMBOL -> "symbol";
            case INT32 -> "int";
            case TIMESTAMP -> "timestamp";
            case INT64 -> "long";
            case DECIMAL128 -> "decimal";
            case MIN_KEY -> "minKey";
            case MAX_KEY -> "maxKey";
            case END_OF_DOCUMENT -> "nothing";
        };
    }
}
