// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.runtime.ModuleStatus;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;
import org.stellaops.persistence.runtime.ModuleStatus.SideStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code status}. */
@Command(
        name = "status",
        description = {
            "Shows where modules stand: stage, leader and epoch, what is pending, dead letters and stale-epoch writes.",
            "Changes nothing. Ends with 1 if there are dead letters, or another store leads than the configured stage says.",
            ""
        },
        footer = {"", "Example:", "  persistence status --config app.yaml --jars shop.jar"})
public final class StatusCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    /** For picocli. */
    public StatusCommand() {}

    @Override
    public Integer call() {
        return frame.inspect(modules -> {}, this::show);
    }

    private ExitCode show(ModuleInspection module) {
        ModuleStatus status = module.status();
        frame.output().result(text(status), line -> json(line, status));
        status.legacy().problem().ifPresent(it -> frame.warn("module " + module.name() + ": " + it));
        status.target().problem().ifPresent(it -> frame.warn("module " + module.name() + ": " + it));
        if (!status.isComplete()) {
            return ExitCode.NOT_VERIFIED;
        }
        boolean isAsConfigured =
                status.leader().filter(it -> it == status.configured().leader()).isPresent();
        boolean hasDeadLetters = status.entities().stream().anyMatch(it -> it.deadLetters() > 0);
        return isAsConfigured && !hasDeadLetters ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private static String text(ModuleStatus status) {
        return status.module() + ": stage " + status.configured().configName() + ", leader "
                + status.leader().map(StatusCommand::name).orElse("unknown") + "; legacy " + text(status.legacy())
                + ", target " + text(status.target())
                + status.entities().stream()
                        .map(StatusCommand::text)
                        .collect(Collectors.joining("; ", status.entities().isEmpty() ? "" : "; ", ""));
    }

    private static String text(SideStatus side) {
        if (side.problem().isPresent()) {
            return "cannot be asked";
        }
        return side.control()
                .map(it ->
                        it.phase() + " at epoch " + it.epoch() + it.generation().describe())
                .orElse("has nothing of this module yet");
    }

    private static String text(EntityStatus entity) {
        return entity.entity() + " " + entity.pending() + " pending"
                + entity.pendingSince().map(it -> " since " + it).orElse("") + ", " + entity.deadLetters()
                + " dead letter(s), "
                + entity.staleWrites().map(String::valueOf).orElse("unknown number of") + " stale-epoch write(s)";
    }

    private static void json(ObjectNode line, ModuleStatus status) {
        line.put("module", status.module());
        line.put("stage", status.configured().configName());
        line.put("leader", status.leader().map(StatusCommand::name).orElse(null));
        side(line.putObject("legacy"), status.legacy());
        side(line.putObject("target"), status.target());
        for (EntityStatus it : status.entities()) {
            ObjectNode entity = line.withArray("entities").addObject();
            entity.put("entity", it.entity());
            entity.put("pending", it.pending());
            entity.put("pendingSince", it.pendingSince().map(Instant::toString).orElse(null));
            entity.put("deadLetters", it.deadLetters());
            entity.put("staleWrites", it.staleWrites().orElse(null));
        }
    }

    private static void side(ObjectNode line, SideStatus side) {
        line.put("phase", side.control().map(it -> it.phase().name()).orElse(null));
        line.put("epoch", side.control().map(it -> it.epoch()).orElse(null));
        line.put(
                "generation", side.control().map(it -> it.generation().number()).orElse(null));
        line.put("giving", side.control().map(it -> it.generation().giving()).orElse(null));
        line.put("problem", side.problem().orElse(null));
    }

    private static String name(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }
}
