// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;

/** The executors of an application, which begins with the first job. For one thread. */
final class Cluster implements AutoCloseable {

    private final String name;
    private @Nullable JavaSparkContext context;

    Cluster(String name) {
        this.name = name;
    }

    /**
     * Has a task done for each of these parts, and waits for all of them. Spark tries a task again if it fails or its executor is lost.
     *
     * @return the result of each part
     * @throws CommandFailure if a task failed as often as Spark tries it
     */
    Map<Integer, String> each(String what, List<Integer> parts, Function<Integer, String> task) {
        JavaSparkContext spark = context();
        spark.setJobDescription(what);
        List<String> results = collected(spark, what, parts, task);
        Map<Integer, String> byPart = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            byPart.put(parts.get(i), results.get(i));
        }
        return byPart;
    }

    private static List<String> collected(
            JavaSparkContext spark, String what, List<Integer> parts, Function<Integer, String> task) {
        try {
            // One partition for each part, in order, which is the order of the results.
            return spark.parallelize(new ArrayList<>(parts), parts.size())
                    .map(task)
                    .collect();
        } catch (Exception e) {
            // Spark's exceptions are checked and not declared.
            throw new CommandFailure(ExitCode.NOT_VERIFIED, what + " did not come to its end: " + firstLines(e));
        }
    }

    private JavaSparkContext context() {
        JavaSparkContext open = context;
        if (open == null) {
            open = opened();
            context = open;
        }
        return open;
    }

    private JavaSparkContext opened() {
        try {
            return new JavaSparkContext(new SparkConf().setIfMissing("spark.app.name", name));
        } catch (Exception e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, "the application could not begin on Spark: " + firstLines(e));
        }
    }

    /** Without the stack of the executor, which Spark puts into the message. */
    private static String firstLines(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .takeWhile(it -> !it.strip().startsWith("at "))
                .reduce((one, other) -> one + " " + other.strip())
                .orElse(e.getClass().getSimpleName());
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }
}
