// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.runtime.ModuleRegistry;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.FixedStages;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that every command has, and the way from them to open modules. */
public final class Frame {

    @Option(names = "--config", paramLabel = "FILE", description = "the configuration file of the service; required")
    private @Nullable Path config;

    @Option(
            names = "--module",
            paramLabel = "NAME",
            description =
                    "one module; without it every module that the configuration names, one after the other, or the"
                            + " only one where a command works on a single module")
    private @Nullable String module;

    @Option(
            names = "--jars",
            paramLabel = "JAR",
            split = ",",
            description =
                    "jars whose providers name further modules, or that hold migrations, such as that of the service;"
                            + " with commas between")
    private List<Path> jars = List.of();

    @Option(names = "--json", description = "results as one JSON object a line")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public Frame() {}

    /** What a command does with a module that it only looks at. */
    public interface InspectionWork {
        /** Does it. */
        ExitCode on(ModuleInspection module);
    }

    /** What a command does with an open module. */
    public interface ModuleWork {
        /** Does it. */
        ExitCode on(PersistenceModule module);
    }

    /** What a command does with the configuration and a chosen module, of which nothing is opened. */
    public interface ConfiguredWork {
        /** Does it. */
        ExitCode on(Config config, ModuleDescriptor module);
    }

    /** What a command does for a module that need not be known yet. */
    public interface UnmodelledWork {
        /** Does it; the descriptor is what a provider in {@code --jars} has of the module so far. */
        ExitCode on(Config config, String module, Optional<ModuleDescriptor> known);
    }

    /** What a command does with all chosen modules at once, of which nothing is opened. */
    public interface TogetherWork {
        /** Does it. */
        ExitCode on(Config config, List<ModuleDescriptor> modules);
    }

    /** Checks what the command line says of the chosen modules, before anything is opened. */
    public interface Check {
        /** Throws a {@link ParameterException} if it makes no sense for them. */
        void of(List<ModuleDescriptor> modules);
    }

    /** Does what needs no store of the library, with the configuration and each chosen module; opens nothing itself. */
    public int configured(ConfiguredWork work) {
        return configured(modules -> {}, work);
    }

    /** As {@link #configured(ConfiguredWork)}, if the command line makes sense for the chosen modules. */
    public int configured(Check check, ConfiguredWork work) {
        return each(check, work);
    }

    /** Does what comes before there is a module, whose name {@code --module} must give. */
    public int unmodelled(UnmodelledWork work) {
        if (config == null || module == null) {
            throw usage((config == null ? "--config" : "--module") + " is missing");
        }
        try (LoadedModules loaded = LoadedModules.of(jars)) {
            return work.on(Config.load(config), module, loaded.registry().find(module))
                    .code();
        }
    }

    /** Works on all chosen modules at once; opens nothing itself. */
    public int together(TogetherWork work) {
        return loaded(work);
    }

    /** Looks at each chosen module; nothing is written to either database. */
    public int inspect(Check check, InspectionWork work) {
        return each(check, (read, descriptor) -> {
            try (Inspection inspection =
                    Persistence.builder(read).modules(descriptor).inspect()) {
                return work.on(inspection.module(descriptor.name()));
            }
        });
    }

    /** Opens each chosen module, without anything that runs by itself. */
    public int open(Check check, DualWriteListener listener, ModuleWork work) {
        return each(check, (read, descriptor) -> {
            try (Persistence persistence = open(read, descriptor, listener)) {
                return work.on(persistence.module(descriptor.name()));
            }
        });
    }

    /** As {@link #open}, for a command that works on a single module. */
    public int openOne(Check check, ModuleWork work) {
        return openOne(check, DualWriteListener.none(), work);
    }

    /** As {@link #openOne(Check, ModuleWork)}, with a listener for what happens meanwhile. */
    public int openOne(Check check, DualWriteListener listener, ModuleWork work) {
        return open(
                modules -> {
                    requireOne(modules);
                    check.of(modules);
                },
                listener,
                work);
    }

    /** As {@link #configured}, for a command that works on a single module. */
    public int configuredOne(ConfiguredWork work) {
        return each(this::requireOne, work);
    }

    private void requireOne(List<ModuleDescriptor> modules) {
        if (modules.size() > 1) {
            throw usage("name one module with --module: "
                    + modules.stream().map(ModuleDescriptor::name).collect(Collectors.joining(", ")));
        }
    }

    /** Where results go. */
    public Output output() {
        return new Output(spec().commandLine().getOut(), json);
    }

    /** A line on standard error. */
    public void warn(String text) {
        spec().commandLine().getErr().println(text);
        spec().commandLine().getErr().flush();
    }

    /**
     * The stage that the option {@code --to} names.
     *
     * @throws ParameterException if it names none
     */
    public Stage stage(@Nullable String to) {
        String name = to == null ? "" : to;
        return Stage.ofConfigName(name)
                .orElseThrow(() -> usage("--to " + name + ": there is no such stage, but " + Stage.configNames()));
    }

    /** Wrong usage, of the command that this frame is mixed into. */
    public ParameterException usage(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    private int each(Check check, ConfiguredWork work) {
        return loaded((read, chosen) -> {
            check.of(chosen);
            ExitCode code = ExitCode.CLEAN;
            for (ModuleDescriptor it : chosen) {
                code = code.and(guarded(it.name(), () -> work.on(read, it)));
            }
            return code;
        });
    }

    private int loaded(TogetherWork work) {
        if (config == null) {
            throw usage("--config is missing");
        }
        try (LoadedModules loaded = LoadedModules.of(jars)) {
            Config read = Config.load(config);
            return work.on(read, chosen(read, loaded.registry())).code();
        }
    }

    /** One module that cannot be asked does not keep the others from being asked. */
    private ExitCode guarded(String name, Supplier<ExitCode> work) {
        try {
            return work.get();
        } catch (StoreException | CommandFailure | IllegalStateException e) {
            warn("module " + name + ": " + e.getMessage());
            return e instanceof CommandFailure it ? it.exitCode() : ExitCode.NOT_VERIFIED;
        }
    }

    private List<ModuleDescriptor> chosen(Config read, ModuleRegistry registry) {
        if (module != null && read.module(module).isEmpty()) {
            throw usage("--module " + module + ": " + config + " does not name this module, but "
                    + named(read.modules().keySet().stream().sorted().toList()));
        }
        List<String> names =
                module == null ? read.modules().keySet().stream().sorted().toList() : List.of(module);
        List<ModuleDescriptor> chosen = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        names.forEach(it -> registry.find(it).ifPresentOrElse(chosen::add, () -> unknown.add(it)));
        if (!unknown.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    config + " names " + named(unknown) + ", of which no provider is known, but "
                            + named(registry.names())
                            + "; add the jar of the service with --jars, or name another module with --module");
        }
        return chosen;
    }

    private static String named(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static Persistence open(Config read, ModuleDescriptor descriptor, DualWriteListener listener) {
        return open(read, descriptor, listener, Operator.ofProcess());
    }

    /** Opens a module without anything that runs by itself, in somebody's name; whoever asks for it closes it. */
    public static Persistence open(
            Config read, ModuleDescriptor descriptor, DualWriteListener listener, String operator) {
        try {
            return Persistence.builder(read)
                    .modules(descriptor)
                    .stages(new FixedStages(read))
                    .meters(new SimpleMeterRegistry())
                    .listener(listener)
                    .operator(operator)
                    .withoutReconcilers()
                    .failIfUnreachable()
                    .open();
        } catch (IllegalStateException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()));
        }
    }

    private CommandSpec spec() {
        return spec == null ? CommandSpec.create() : spec;
    }
}
