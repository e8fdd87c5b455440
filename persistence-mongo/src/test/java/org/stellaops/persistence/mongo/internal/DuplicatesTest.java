// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicatesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            E11000 duplicate key error collection: db.users index: _id_ dup key: { _id: "x" }           | _id_
            E11000 duplicate key error collection: db.users index: users_email dup key: { email: "x" }  | users_email
            E11000 duplicate key error index: db.users.$users_email dup key: { : "x" }                  | users_email
            E11000 duplicate key error collection: db.Tickets.v1 index: a_b dup key: { a: "index: _id_ dup key" } | a_b
            Write operation error on server h:1. Write error: WriteError{code=11000, message='E11000 duplicate key error collection: db.users index: users_email collation: { locale: "de" } dup key: { email: "x" }'} | users_email
            something else                                                                              | unknown
            """)
    void theIndexIsReadFromTheMessageAndNeverFromTheValues(String message, String index) {
        assertThat(Duplicates.indexIn(message)).isEqualTo(index);
    }
}
