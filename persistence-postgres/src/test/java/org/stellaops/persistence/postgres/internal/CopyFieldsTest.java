// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.postgres.Server;
import org.stellaops.persistence.value.Value;

/** What the server reads from the binary format, against the texts that it writes. */
class CopyFieldsTest {

    @Test
    void decimalsArriveWithTheirScale() throws SQLException {
        Random random = new Random(3);
        List<BigDecimal> decimals = new ArrayList<>(Stream.of(
                        "0", "0.00", "-0.5", "1", "9999", "10000", "0.0001", "0.00001", "1E-6176", "12345678.00090000")
                .map(BigDecimal::new)
                .toList());
        decimals.add(new BigDecimal("9".repeat(34)).movePointLeft(17));
        for (int i = 0; i < 500; i++) {
            BigInteger digits = new BigInteger(random.nextInt(112), random);
            decimals.add(new BigDecimal(random.nextBoolean() ? digits : digits.negate(), random.nextInt(40)));
        }

        List<String> stored = stored(
                ScalarKind.DECIMAL,
                "c::text",
                decimals.stream().map(Value.Decimal::new).toList());

        assertThat(stored.stream().map(BigDecimal::new)).isEqualTo(decimals);
    }

    @Test
    void momentsArriveToTheMicrosecond() throws SQLException {
        List<Instant> moments = Stream.of(
                        "-4713-11-24T00:00:00Z",
                        "0000-12-31T23:59:59.999999Z",
                        "1969-12-31T23:59:59.999999Z",
                        "2000-01-01T00:00:00Z",
                        "2026-11-26T20:00:00.123456Z",
                        "+294000-12-31T23:59:59.999999Z")
                .map(Instant::parse)
                .toList();

        List<String> stored = stored(
                ScalarKind.INSTANT,
                ScalarText.selected(ScalarKind.INSTANT, "c"),
                moments.stream().map(Value::of).toList());

        assertThat(stored.stream().map(it -> ScalarText.decode(ScalarKind.INSTANT, it)))
                .isEqualTo(moments.stream().map(Value::of).toList());
    }

    @Test
    void textsArriveWhateverTheirCharacters() throws SQLException {
        List<String> texts = List.of("", "?", "plain", "é?", "€\u2028", "\uD83D\uDE00", "a\t\\N\n", "\u00ff\u0100");

        assertThat(stored(ScalarKind.TEXT, "c", texts.stream().map(Value::of).toList()))
                .isEqualTo(texts);
    }

    @Test
    void halfOfACharacterIsNotReplaced() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CopyBytes(8).text("a\uD800"));
        assertThatIllegalArgumentException().isThrownBy(() -> new CopyBytes(8).text("\uDC00é"));
    }

    private static List<String> stored(ScalarKind kind, String selected, List<? extends Value> values)
            throws SQLException {
        try (Connection connection = Server.connect(Server.database());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            boolean unused = statement.execute(
                    "CREATE TEMPORARY TABLE t (i integer, c " + ScalarText.sqlType(kind) + ") ON COMMIT DROP");
            CopyBytes bytes = new CopyBytes(16);
            CopyFields fields = new CopyFields(bytes);
            try (CopyStream rows = new CopyStream(connection, "COPY t FROM STDIN (FORMAT binary)", bytes)) {
                for (int i = 0; i < values.size(); i++) {
                    bytes.row(2);
                    fields.position(i);
                    fields.value(FieldType.Scalar.of(kind), values.get(i));
                    rows.pass();
                }
                rows.end();
            }
            return texts(statement, "SELECT " + selected + " FROM t ORDER BY i");
        }
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
