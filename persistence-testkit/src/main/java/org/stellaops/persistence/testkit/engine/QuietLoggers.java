// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import java.lang.reflect.Method;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns off loggers that print a stack trace for every command that a test makes fail. Does what a logging
 * configuration would
 * do, for programs that have none; knows Logback and {@code java.util.logging} and leaves others alone.
 */
final class QuietLoggers {

    /** Kept, since {@code java.util.logging} drops the level of an unreferenced logger. */
    private static final List<java.util.logging.Logger> PLAIN = List.of(
            java.util.logging.Logger.getLogger("de.bwaldvogel.mongo"),
            java.util.logging.Logger.getLogger("io.zonky.test.db.postgres"));

    private QuietLoggers() {}

    static void silence() {
        for (java.util.logging.Logger plain : PLAIN) {
            plain.setLevel(java.util.logging.Level.OFF);
            silenceLogback(LoggerFactory.getLogger(plain.getName()));
        }
    }

    private static void silenceLogback(Logger logger) {
        if (!logger.getClass().getName().equals("ch.qos.logback.classic.Logger")) {
            return;
        }
        try {
            Class<?> level = Class.forName(
                    "ch.qos.logback.classic.Level", true, logger.getClass().getClassLoader());
            Method setLevel = logger.getClass().getMethod("setLevel", level);
            setLevel.invoke(logger, level.getField("OFF").get(null));
        } catch (ReflectiveOperationException e) {
            logger.debug("this Logback takes no level from here; noise from {} stays", logger.getName(), e);
        }
    }
}
