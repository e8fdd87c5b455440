// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import de.bwaldvogel.mongo.MongoServer;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.persistence.testkit.mongo.MongoScript;

/** The stand-in in this process. Its data is kept by the backend, which survives restarts of the server. */
final class EmbeddedMongo extends MongoEngine {

    private static final String HOST = "localhost";
    private static final int THREADS_OF_SCRIPTS = 64;
    private static final Pattern JAR = Pattern.compile("mongo-java-server-core-([0-9.]+)\\.jar");

    private final StandInBackend backend;
    private final boolean validators;

    /** A script may wait, and with it all connections of its thread; 0 lets the server choose, by its processors. */
    private final int threads;

    private int port;

    private Optional<MongoServer> running = Optional.empty();

    EmbeddedMongo(MongoOptions options) {
        this.backend = new StandInBackend(options.validators(), options.script());
        this.validators = options.validators();
        this.threads = options.script().equals(MongoScript.none()) ? 0 : THREADS_OF_SCRIPTS;
        this.port = options.port();
        startAgain();
    }

    @Override
    public String describe() {
        return "embedded MongoDB stand-in (mongo-java-server"
                + versionOfJar().map(it -> " " + it).orElse("")
                + (validators ? ", validators emulated: strong fence)" : ", no validators: weak fence)");
    }

    /** Its manifest names no version, so the name of its jar has to. */
    private static Optional<String> versionOfJar() {
        return Optional.ofNullable(MongoServer.class.getProtectionDomain().getCodeSource())
                .map(it -> JAR.matcher(it.getLocation().getPath()))
                .filter(Matcher::find)
                .map(it -> it.group(1));
    }

    @Override
    public String connectionString() {
        return "mongodb://" + HOST + ":" + port;
    }

    @Override
    public boolean isStandIn() {
        return true;
    }

    @Override
    public boolean isRestartable() {
        return true;
    }

    @Override
    public void stop() {
        running.ifPresent(MongoServer::shutdownNow);
        running = Optional.empty();
    }

    @Override
    public void startAgain() {
        if (running.isPresent()) {
            throw new IllegalStateException("the stand-in on port " + port + " runs already");
        }
        MongoServer server = new MongoServer(backend);
        server.bind(new InetSocketAddress(HOST, port), 0, threads);
        port = server.getLocalAddress().getPort();
        running = Optional.of(server);
    }

    @Override
    public void close() {
        stop();
        backend.forget();
    }
}
