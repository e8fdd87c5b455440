// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.UniqueKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.value.Value;

/** Finds the record that holds a unique value of an image. */
final class UniqueHolders {

    private final TableSchema shape;
    private final Database database;
    private final Rows reading;

    UniqueHolders(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
        this.reading = new Rows(shape);
    }

    /** The holder with its stamp, if it still exists. */
    Optional<ApplyAnswer.Holder> find(String constraint, Image.Present image) {
        return shape.type().uniqueKeys().stream()
                .filter(it -> it.name().equals(constraint))
                .findFirst()
                .flatMap(it -> find(it, image));
    }

    private Optional<ApplyAnswer.Holder> find(UniqueKey unique, Image.Present image) {
        RecordKey key = image.key();
        List<Object> parameters = new ArrayList<>();
        StringBuilder where = new StringBuilder(" WHERE r." + shape.id() + " <> ?::" + shape.idType());
        parameters.add(key.id());
        if (shape.tenant()) {
            where.append(" AND r.tenant_id = ").append(shape.tenantOf("?"));
            parameters.add(key.tenantOrEmpty());
        }
        for (String name : unique.fields()) {
            FieldDef field = shape.type().field(name).orElseThrow();
            Optional<Value> value = image.content().find(name);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            where.append(" AND r.").append(Sql.name(field.column())).append(" = ?::");
            where.append(ScalarText.sqlType(((FieldType.Scalar) field.type()).kind()));
            parameters.add(ScalarText.encode(value.get()));
        }
        return database.read(Access.SERVICE, "looking for the holder of a unique value of " + key, connection -> {
            Pipeline pipeline = database.pipeline(Access.SERVICE, key.tenantOrEmpty())
                    .add(shape.rows() + where + " LIMIT 1", parameters.toArray());
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(reading::read).stream()
                        .findFirst()
                        .map(row -> new ApplyAnswer.Holder(row.key(), row.stamp()));
            }
        });
    }
}
