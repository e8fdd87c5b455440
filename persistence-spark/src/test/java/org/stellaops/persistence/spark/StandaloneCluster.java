// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;
import org.awaitility.Awaitility;

/** A standalone master of Spark and its workers, each a process of its own on this machine, and what is submitted to them. */
final class StandaloneCluster implements AutoCloseable {

    /** What a distribution of Spark has, put together by the build. */
    private static final Path HOME = Path.of("target", "spark").toAbsolutePath();

    private static final Path JOB = Path.of("target", "persistence-spark.jar").toAbsolutePath();
    private static final Duration LONGEST_START = Duration.ofMinutes(10);

    /** They live for seconds, in which a machine that is busy has better things to do than to compile them well. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");

    private final Path directory;
    private final List<Process> processes = new ArrayList<>();
    private final List<Process> workers = new ArrayList<>();
    private final String master;

    StandaloneCluster(Path directory) {
        this.directory = directory;
        Process process = start(
                "master",
                List.of(
                        "org.apache.spark.deploy.master.Master",
                        "--webui-port",
                        "0",
                        "--port",
                        "0",
                        "--host",
                        "127.0.0.1"),
                Map.of());
        processes.add(process);
        this.master = awaitLine(process, "master", MASTER).group(1);
    }

    /** Starts a worker with one executor's room. */
    void addWorker(int megabytes) {
        String name = "worker-" + workers.size();
        Process worker = start(
                name,
                List.of(
                        "org.apache.spark.deploy.worker.Worker",
                        "--webui-port",
                        "0",
                        "--port",
                        "0",
                        "--host",
                        "127.0.0.1",
                        "--cores",
                        "1",
                        "--memory",
                        megabytes + "m",
                        "--work-dir",
                        directory.resolve(name).toString(),
                        master),
                Map.of());
        workers.add(worker);
        Matcher unused = awaitLine(worker, name, Pattern.compile("Successfully registered with master"));
    }

    /** Kills a worker and its executor, as the loss of a machine does. */
    void killWorker(int number) {
        Process worker = workers.get(number);
        List<ProcessHandle> executors = worker.descendants().toList();
        assertThat(executors).as("executors of worker " + number).isNotEmpty();
        worker.destroyForcibly();
        executors.forEach(ProcessHandle::destroyForcibly);
        await(worker);
    }

    /** An application under way. */
    record Submitted(Process process, Path out, Path err) {

        /** Waits for its end. */
        Ended end() {
            await(process);
            return new Ended(process.exitValue(), read(out), err);
        }
    }

    /** How an application ended. */
    record Ended(int status, List<String> lines, Path err) {

        /** Its last line, if it ended so. */
        String last(int expected) {
            assertThat(status).as("%s%n%s", lines, String.join("\n", read(err))).isEqualTo(expected);
            return lines.get(lines.size() - 1);
        }
    }

    /**
     * Submits a job as {@code spark-submit} does.
     *
     * @param service the jar of the service
     * @param environment of the driver and of the executors
     */
    Submitted submit(
            String name, Path service, int megabytes, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master));
        Map<String, String> settings = new TreeMap<>(Map.of(
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1",
                "spark.ui.enabled", "false",
                "spark.ui.showConsoleProgress", "false",
                "spark.executor.cores", "1",
                "spark.executor.memory", megabytes + "m"));
        environment.forEach((key, value) -> settings.put("spark.executorEnv." + key, value));
        settings.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
        command.addAll(List.of("--jars", service.toString(), "--class", Main.class.getName(), JOB.toString()));
        command.addAll(arguments);
        Process process = start(name, command, environment);
        return new Submitted(process, out(name), err(name));
    }

    /** The classes of a distribution, and more. */
    static String classPath(Path... more) {
        List<String> path = new ArrayList<>();
        for (Path it : more) {
            path.add(it.toString());
        }
        path.add(HOME.resolve("jars") + "/*");
        return String.join(":", path);
    }

    static Path job() {
        return JOB;
    }

    private Process start(String name, List<String> command, Map<String, String> environment) {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp", classPath()));
        all.addAll(SHORT_LIVED);
        // Its port is the same for all masters of a machine.
        all.add("-Dspark.master.rest.enabled=false");
        all.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectOutput(out(name).toFile())
                .redirectError(err(name).toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        HOME.toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        "127.0.0.1",
                        "JAVA_HOME",
                        System.getProperty("java.home")));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path out(String name) {
        return directory.resolve(name + ".out");
    }

    private Path err(String name) {
        return directory.resolve(name + ".err");
    }

    private Matcher awaitLine(Process process, String name, Pattern line) {
        Matcher[] found = new Matcher[1];
        Awaitility.await(name).atMost(LONGEST_START).until(() -> {
            String text = String.join("\n", read(err(name)));
            assertThat(process.isAlive()).as(text).isTrue();
            found[0] = line.matcher(text);
            return found[0].find();
        });
        return found[0];
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Process process) {
        try {
            assertThat(process.waitFor(60, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
        processes.forEach(StandaloneCluster::await);
    }
}
