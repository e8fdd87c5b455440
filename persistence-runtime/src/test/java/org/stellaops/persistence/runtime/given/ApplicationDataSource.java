// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.given;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** A pool as an application may have one: it resets nothing, and notes what comes back otherwise than it was handed out. */
final class ApplicationDataSource implements DataSource, AutoCloseable {

    private static final String STATE =
            "SELECT concat_ws(' ', current_user, current_setting('search_path'), current_setting('statement_timeout'),"
                    + " current_setting('lock_timeout'), coalesce(current_setting('app.tenant_id', true), ''),"
                    + " current_setting('transaction_read_only'))";

    private final PostgresDatabase database;
    private final boolean autoCommit;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
    final Queue<String> changed = new ConcurrentLinkedQueue<>();
    final AtomicInteger handedOut = new AtomicInteger();

    ApplicationDataSource(PostgresDatabase database, boolean autoCommit) {
        this.database = database;
        this.autoCommit = autoCommit;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection pooled = idle.poll();
        Connection real = pooled == null ? database.connect() : pooled;
        real.setAutoCommit(autoCommit);
        handedOut.incrementAndGet();
        String before = state(real);
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        takeBack(real, before);
                        return null;
                    } else if (method.getName().equals("isWrapperFor")) {
                        return ((Class<?>) arguments[0]).isInstance(real);
                    } else if (method.getName().equals("unwrap")) {
                        return real;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void takeBack(Connection real, String before) throws SQLException {
        String after = real.isClosed() ? before : state(real);
        if (!after.equals(before)) {
            changed.add(before + " -> " + after);
        }
        idle.add(real);
    }

    private static String state(Connection connection) throws SQLException {
        String now;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATE)) {
            row.next();
            now = row.getString(1);
        }
        String state =
                now.strip() + " commits=" + connection.getAutoCommit() + " timeout=" + connection.getNetworkTimeout();
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        return state;
    }

    @Override
    public void close() throws SQLException {
        List<Connection> all = new ArrayList<>(idle);
        idle.clear();
        for (Connection it : all) {
            it.close();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
