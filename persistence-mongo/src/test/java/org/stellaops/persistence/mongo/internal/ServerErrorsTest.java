// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcernResult;
import com.mongodb.WriteError;
import com.mongodb.bulk.WriteConcernError;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ConnectionDescription;
import com.mongodb.connection.ServerId;
import com.mongodb.event.CommandStartedEvent;
import java.util.List;
import java.util.Set;
import org.bson.BSONException;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.NoAccessException;

/** What a server's error says of the statement, its labels included, which the stand-in cannot send. */
class ServerErrorsTest {

    private static final ServerAddress SERVER = new ServerAddress("h");

    @ParameterizedTest
    @CsvSource({
        "10107, '', UNAVAILABLE",
        "10107, RetryableWriteError, NO_ANSWER",
        "10107, RetryableWriteError NoWritesPerformed, UNAVAILABLE",
        "91, NoWritesPerformed, UNAVAILABLE",
        "91, '', NO_ANSWER"
    })
    void aStatementThatWasTriedTwiceIsRefusedOnlyIfNothingWasWritten(int code, String labels, Fault.Kind kind) {
        BsonArray array = new BsonArray();
        for (String label : labels.split(" ", -1)) {
            array.add(new BsonString(label));
        }
        BsonDocument answer = new BsonDocument("ok", new BsonInt32(0))
                .append("code", new BsonInt32(code))
                .append("errorLabels", array);

        assertThat(kindOf(new MongoCommandException(answer, SERVER))).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 100, 189, 10107})
    void aWriteThatNoMajorityHasMayStayOrGo(int code) {
        WriteConcernError error = new WriteConcernError(code, "", "no", new BsonDocument());

        assertThat(kindOf(new MongoWriteConcernException(error, WriteConcernResult.unacknowledged(), SERVER, Set.of())))
                .isEqualTo(Fault.Kind.NO_ANSWER);
    }

    @ParameterizedTest
    @CsvSource({"2, REJECTED", "50, NO_ANSWER", "91, NO_ANSWER", "189, NO_ANSWER", "11602, NO_ANSWER"})
    void anErrorOfOneWriteIsARejectionUnlessTheServerWasStopped(int code, Fault.Kind kind) {
        WriteError error = new WriteError(code, "no", new BsonDocument());

        assertThat(kindOf(new MongoWriteException(error, SERVER, Set.of()))).isEqualTo(kind);
    }

    @Test
    void whatCannotBeReadMayHaveHappenedIfItIsAnAnswer() {
        BSONException unreadable = new BSONException("no");
        SentCommands.reset();
        assertThat(kindOf(unreadable)).isEqualTo(Fault.Kind.REJECTED);

        SentCommands.LISTENER.commandStarted(new CommandStartedEvent(
                null,
                1,
                1,
                new ConnectionDescription(new ServerId(new ClusterId(), SERVER)),
                "db",
                "insert",
                new BsonDocument()));
        assertThat(kindOf(unreadable)).isEqualTo(Fault.Kind.NO_ANSWER);
        SentCommands.reset();
    }

    /** A start ends with it, where it would wait for a server that cannot be reached. */
    @Test
    void credentialsThatAreRejectedAreNoAccess() {
        SentCommands.reset();
        MongoSecurityException byDriver = new MongoSecurityException(
                MongoCredential.createCredential("user", "admin", "secret".toCharArray()), "no");
        MongoCommandException byServer = new MongoCommandException(
                new BsonDocument("ok", new BsonInt32(0)).append("code", new BsonInt32(18)), SERVER);

        for (RuntimeException error : List.of(byDriver, byServer)) {
            StoreException fault = MongoFaults.of("try", error);
            assertThat(fault.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
            assertThat(NoAccessException.isCauseOf(fault)).isTrue();
            assertThat(fault).hasMessageContaining("check user");
        }
        MongoCommandException other = new MongoCommandException(
                new BsonDocument("ok", new BsonInt32(0)).append("code", new BsonInt32(10107)), SERVER);
        assertThat(NoAccessException.isCauseOf(MongoFaults.of("try", other))).isFalse();
    }

    private static Fault.Kind kindOf(RuntimeException error) {
        return MongoFaults.of("try", error).fault().kind();
    }
}
