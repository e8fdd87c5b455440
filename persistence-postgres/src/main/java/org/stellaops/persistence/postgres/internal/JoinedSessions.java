// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.stellaops.persistence.TransactionNotJoinedException;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.internal.Database.Access;

/**
 * A transaction of the caller in place of connections. What would be a transaction of the library is a part of it, between a
 * savepoint and its release: to commit is to release it, to roll back is to go back to it. Role, tenant and the settings that
 * reading relies on are given back as they were; timeouts and the search path stay the caller's.
 *
 * <p>For one thread at a time, as the connection is.
 */
final class JoinedSessions implements Sessions {

    private static final Map<String, String> RELIED_ON = Map.of("bytea_output", "hex");

    private final Connection transaction;
    private final String tenantSetting;

    JoinedSessions(PostgresConfig config, Connection transaction) {
        this.transaction = transaction;
        this.tenantSetting = config.tenantSetting();
    }

    @Override
    public String settings() {
        return SessionSettings.calls(RELIED_ON);
    }

    @Override
    public Lease lease(Access access) throws SQLException {
        requireJoinable();
        return new JoinedLease(settingsOfCaller(), transaction.setSavepoint());
    }

    private void requireJoinable() throws SQLException {
        if (!transaction.isWrapperFor(BaseConnection.class)) {
            throw cannot("it is not one of PostgreSQL's JDBC driver, nor can it be unwrapped to one");
        } else if (transaction.getAutoCommit()) {
            throw cannot("it commits each statement by itself; call setAutoCommit(false) first");
        } else if (state() == TransactionState.FAILED) {
            throw cannot("a statement of its transaction has failed; roll back first");
        }
    }

    private TransactionState state() throws SQLException {
        return transaction.unwrap(BaseConnection.class).getTransactionState();
    }

    private static TransactionNotJoinedException cannot(String why) {
        return new TransactionNotJoinedException("the connection cannot be used for a joined call: " + why);
    }

    /** What the library will set, as the caller has it; the isolation level is looked at in the same round trip. */
    private Map<String, String> settingsOfCaller() throws SQLException {
        List<String> names = new ArrayList<>(List.of("role", tenantSetting));
        names.addAll(RELIED_ON.keySet());
        String asked = names.stream().map(it -> "current_setting(?, true)").collect(Collectors.joining(", "));
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT current_setting('transaction_isolation'), " + asked)) {
            for (int i = 0; i < names.size(); i++) {
                statement.setString(i + 1, names.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                boolean unused = row.next();
                if (!row.getString(1).equals("read committed")) {
                    throw cannot("its isolation level is not READ COMMITTED, so that conditional writes would fail"
                            + " instead of waiting");
                }
                Map<String, String> values = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    String value = row.getString(i + 2);
                    values.put(names.get(i), value == null ? "" : value);
                }
                return values;
            }
        }
    }

    /** The transaction is the caller's. */
    @Override
    public void close() {}

    /** A part of the transaction. */
    private final class JoinedLease implements Lease {

        private final Map<String, String> before;
        private final Savepoint begin;
        private boolean rolledBack;

        private JoinedLease(Map<String, String> before, Savepoint begin) {
            this.before = before;
            this.begin = begin;
        }

        @Override
        public Connection connection() {
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        switch (method.getName()) {
                            case "rollback" -> {
                                rollBack();
                                return null;
                            }
                            case "commit", "setAutoCommit", "close", "setNetworkTimeout" -> {
                                return null;
                            }
                            default -> {
                                try {
                                    return method.invoke(transaction, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            }
                        }
                    });
        }

        /** Takes back what this part changed, its settings included. */
        private void rollBack() throws SQLException {
            transaction.rollback(begin);
            rolledBack = true;
        }

        @Override
        public void close() throws SQLException {
            if (transaction.isClosed()) {
                return;
            }
            if (state() == TransactionState.FAILED) {
                rollBack();
            }
            if (!rolledBack) {
                giveBack();
            }
            transaction.releaseSavepoint(begin);
        }

        private void giveBack() throws SQLException {
            String settings =
                    before.keySet().stream().map(it -> "set_config(?, ?, true)").collect(Collectors.joining(", "));
            try (PreparedStatement statement = transaction.prepareStatement("SELECT " + settings)) {
                int index = 1;
                for (Map.Entry<String, String> value : before.entrySet()) {
                    statement.setString(index++, value.getKey());
                    statement.setString(index++, value.getValue());
                }
                boolean unused = statement.execute();
            }
        }
    }
}
