// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.internal.PostgresFaults.Moment;

/** One row for each thing that an error can mean. */
class PostgresFaultsTest {

    @ParameterizedTest
    @CsvSource({
        "08006, COMMITTING, NO_ANSWER",
        "08006, BEFORE_COMMIT, UNAVAILABLE",
        "57P01, COMMITTING, NO_ANSWER",
        "57P01, BEFORE_COMMIT, UNAVAILABLE",
        "57014, COMMITTING, UNAVAILABLE",
        "57014, BEFORE_COMMIT, UNAVAILABLE",
        "57P03, CONNECTING, UNAVAILABLE",
        "55P03, BEFORE_COMMIT, UNAVAILABLE",
        "53300, CONNECTING, UNAVAILABLE",
        "53100, BEFORE_COMMIT, UNAVAILABLE",
        "40001, COMMITTING, UNAVAILABLE",
        "40003, COMMITTING, NO_ANSWER",
        "40003, BEFORE_COMMIT, UNAVAILABLE",
        "25006, BEFORE_COMMIT, UNAVAILABLE",
        "42P01, BEFORE_COMMIT, BROKEN",
        "53200, BEFORE_COMMIT, OVERLOADED",
        "53200, COMMITTING, NO_ANSWER"
    })
    void aStateMeansWhatItAllowsAtThatMoment(String state, Moment moment, Fault.Kind kind) {
        StoreException e = PostgresFaults.storeException(new SQLException("said", state), moment, "trying");

        assertThat(e.fault().kind()).isEqualTo(kind);
        assertThat(e.fault().message()).contains("trying", state);
    }

    @Test
    void aPoolWithoutAFreeConnectionIsOverloadedAndAnUnreachableServerIsNot() {
        SQLException full = new SQLTransientConnectionException("request timed out after 3000ms");
        SQLException refused = new SQLTransientConnectionException("no", "08001", new ConnectException("refused"));

        assertThat(PostgresFaults.storeException(full, Moment.CONNECTING, "x")
                        .fault()
                        .kind())
                .isEqualTo(Fault.Kind.OVERLOADED);
        assertThat(PostgresFaults.storeException(refused, Moment.CONNECTING, "x")
                        .fault()
                        .kind())
                .isEqualTo(Fault.Kind.UNAVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "28P01, check user and password",
        "28000, check user and password",
        "3D000, create the database",
        "42501, grant it CONNECT",
        "53300, raise max_connections",
        "57P03, try later",
        "08001, check host and port"
    })
    void whyNoConnectionWasMadeAndWhatToDoIsSaid(String state, String advice) {
        SQLException failed = new SQLTransientConnectionException(
                "Connection is not available", state, new SQLException("password authentication failed", state));

        StoreException e = PostgresFaults.storeException(failed, Moment.CONNECTING, "trying");

        assertThat(e.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
        assertThat(e.fault().message()).contains(advice, state);
        assertThat(e.fault().message().contains("useless")).isEqualTo(!advice.matches(".*(later|max_con|host).*"));
    }

    @Test
    void aRejectionNamesNoValue() {
        StatementRejection rejection =
                new StatementRejection(new SQLException("invalid input syntax: \"secret\"", "22P02"));

        assertThat(rejection.reason()).contains("22P02").doesNotContain("secret");
        assertThat(rejection.uniqueKey()).isEmpty();
    }
}
