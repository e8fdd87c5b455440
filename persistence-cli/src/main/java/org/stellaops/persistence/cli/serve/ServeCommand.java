// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.serve;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.status.AccessToken;
import org.stellaops.persistence.status.ServerSettings;
import org.stellaops.persistence.status.StatusPage;
import org.stellaops.persistence.status.StatusPageBuilder;
import org.stellaops.persistence.status.StatusServer;
import org.stellaops.persistence.status.activity.StatusEvents;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code serve}. */
@Command(
        name = "serve",
        description = {
            "Serves the status page until it is interrupted: stages, gates, what is pending, dead letters, members, the audit"
                    + " trail. Reads both databases and changes nothing.",
            "With --token-file, whoever has the token may order a cutover over the page; each order is kept in the audit trail"
                    + " with a name and a reason before it is carried out.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence serve --config app.yaml --jars shop.jar --port 8090",
            "  openssl rand -hex 32 > token && chmod 600 token",
            "  persistence serve --config app.yaml --jars shop.jar --token-file token"
        })
public final class ServeCommand implements Callable<Integer> {

    private static final int DEFAULT_PORT = 8090;

    @Mixin
    private final Frame frame = new Frame();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "the port; 0 for any that is free; ${DEFAULT-VALUE} by default")
    private int port = DEFAULT_PORT;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "the address to listen on; ${DEFAULT-VALUE} by default, which no other machine reaches")
    private String bind = ServerSettings.LOOPBACK;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            split = ",",
            description = "names by which browsers may call the page, such as that of a proxy; with commas between")
    private List<String> hosts = List.of();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "a file with the token that allows orders, which nobody else can read; without it the page only shows")
    private @Nullable Path tokenFile;

    @Option(names = "--title", paramLabel = "TEXT", description = "the name of the service, for the title")
    private String title = "";

    /** For picocli. */
    public ServeCommand() {}

    @Override
    public Integer call() {
        Optional<AccessToken> token = Optional.ofNullable(tokenFile).map(TokenFile::read);
        ServerSettings settings = settings(token);
        return frame.together((config, modules) -> serve(config, modules, settings));
    }

    private ServerSettings settings(Optional<AccessToken> token) {
        try {
            Set<String> names = new LinkedHashSet<>(hosts);
            return new ServerSettings(bind, port, names, token);
        } catch (IllegalArgumentException e) {
            throw frame.usage("--bind " + bind + " --port " + port + ": " + e.getMessage());
        }
    }

    private ExitCode serve(Config config, List<ModuleDescriptor> modules, ServerSettings settings) {
        StatusEvents events = new StatusEvents();
        ModuleDescriptor[] all = modules.toArray(ModuleDescriptor[]::new);
        try (Inspection inspection = Persistence.builder(config).modules(all).inspect();
                StatusPage page = page(inspection, config, modules, settings, events);
                StatusServer server = start(page, settings)) {
            frame.output()
                    .result(
                            "the status page is at " + server.address()
                                    + (settings.token().isPresent() ? "; orders need the token" : "; it only shows"),
                            line -> line.put("address", server.address().toString())
                                    .put("actions", settings.token().isPresent()));
            return untilInterrupted();
        }
    }

    private StatusPage page(
            Inspection inspection,
            Config config,
            List<ModuleDescriptor> modules,
            ServerSettings settings,
            StatusEvents events) {
        StatusPageBuilder builder =
                StatusPage.builder(inspection).events(events).service(title);
        return settings.token().isPresent()
                ? builder.actions(new OpeningActions(config, modules, events)).start()
                : builder.start();
    }

    private static StatusServer start(StatusPage page, ServerSettings settings) {
        try {
            return StatusServer.start(page, settings);
        } catch (UncheckedIOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()));
        }
    }

    private static ExitCode untilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // Whoever embeds the command ends it so; the process itself ends by a signal.
        }
        return ExitCode.CLEAN;
    }
}
