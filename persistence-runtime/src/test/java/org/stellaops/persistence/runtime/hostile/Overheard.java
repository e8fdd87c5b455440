// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.hostile;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/** Everything that leaves the library in words: log lines with their stack traces, and what a test notes. */
final class Overheard implements AutoCloseable {

    private static final List<String> LOUD = List.of("org.stellaops", "com.zaxxer.hikari", "io.github.resilience4j");

    private final Queue<String> words = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final java.util.logging.Logger jul = java.util.logging.Logger.getLogger("org.postgresql");
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            words.add("log " + event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                words.add("log " + ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
    };
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            words.add("log " + new java.util.logging.SimpleFormatter().format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    Overheard() {
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        LOUD.forEach(it -> ((Logger) LoggerFactory.getLogger(it)).setLevel(Level.TRACE));
        jul.addHandler(handler);
    }

    void note(Object words) {
        this.words.add(words instanceof Throwable it ? traceOf(it) : String.valueOf(words));
    }

    /** Runs what is to fail, and notes what it throws; whether it threw. */
    boolean failing(Runnable attempt) {
        try {
            attempt.run();
            return false;
        } catch (RuntimeException e) {
            note(e);
            return true;
        }
    }

    List<String> words() {
        return List.copyOf(words);
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        LOUD.forEach(it -> ((Logger) LoggerFactory.getLogger(it)).setLevel(null));
        jul.removeHandler(handler);
    }

    private static String traceOf(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
