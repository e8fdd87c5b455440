package org.stellaops.persistence.cli.deadletters;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.Catalogue;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigException;
import org.stellaops.persistence.runtime.config.FixedStages;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which dead letters a command is about, and how it comes to the module that has them. */
final class Scope {

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "the configuration of the service")
    private @Nullable Path config;

    @Option(names = "--module", paramLabel = "NAME", required = true, description = "the module, such as vuln")
    private @Nullable String module;

    @Option(names = "--type", paramLabel = "T", description = "one entity type only, by its name")
    private @Nullable String type;

    @Option(names = "--key", paramLabel = "K", description = "one key only, by its id")
    private @Nullable String key;

    @Option(names = "--tenant", paramLabel = "T", description = "the tenant of the key, where the type has tenants")
    private @Nullable String tenant;

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    /** What a command does with an open module. */
    interface Work {
        int on(PersistenceModule module);
    }

    boolean isJson() {
        return json;
    }

    /** Opens the module without anything that runs by itself, and closes it again; the answer is the exit code. */
    int with(CommandSpec spec, Work work) {
        ModuleDescriptor descriptor = descriptor(spec);
        EntityType<?> unusedType = types(spec, descriptor).get(0);
        Optional<RecordKey> unusedKey = key(spec, descriptor);
        try (Persistence persistence = open(spec, descriptor)) {
            return work.on(persistence.module(descriptor.name()));
        } catch (ConfigException e) {
            spec.commandLine().getErr().println("--config: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (StoreException | IllegalStateException e) {
            spec.commandLine().getErr().println("module " + descriptor.name() + ": " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** The entity types that are meant: one at least. */
    List<EntityType<?>> types(CommandSpec spec, ModuleDescriptor descriptor) {
        if (type == null) {
            return descriptor.entityTypes();
        }
        List<EntityType<?>> named = descriptor.entityTypes().stream()
                .filter(it -> it.name().equals(type))
                .toList();
        if (named.isEmpty()) {
            throw usage(
                    spec,
                    "--type " + type + ": module " + descriptor.name() + " has no such entity type, but "
                            + String.join(
                                    ", ",
                                    descriptor.entityTypes().stream()
                                            .map(EntityType::name)
                                            .toList()));
        }
        return named;
    }

    /** The key that is meant, if one is. */
    Optional<RecordKey> key(CommandSpec spec, ModuleDescriptor descriptor) {
        if (key == null) {
            if (tenant != null) {
                throw usage(spec, "--tenant " + tenant + " names no key; add --key");
            }
            return Optional.empty();
        }
        List<EntityType<?>> types = types(spec, descriptor);
        if (types.size() > 1) {
            throw usage(spec, "--key " + key + " may be of any entity type; add --type");
        }
        try {
            RecordKey meant = new RecordKey(tenant, key);
            types.get(0).requireKey(meant);
            return Optional.of(meant);
        } catch (IllegalArgumentException e) {
            throw usage(spec, "--key " + key + (tenant == null ? "" : " --tenant " + tenant) + ": " + e.getMessage());
        }
    }

    private ModuleDescriptor descriptor(CommandSpec spec) {
        String name = module == null ? "" : module;
        return Catalogue.find(name)
                .orElseThrow(() -> usage(
                        spec,
                        "--module " + name + ": the catalogue has no such module, but "
                                + String.join(", ", Catalogue.names())));
    }

    private Persistence open(CommandSpec spec, ModuleDescriptor descriptor) {
        if (config == null) {
            throw usage(spec, "--config is missing");
        }
        Config read = Config.load(config);
        if (read.module(descriptor.name()).isEmpty()) {
            throw usage(spec, "--module " + descriptor.name() + ": " + config + " does not name this module");
        }
        return Persistence.builder(read)
                .modules(descriptor)
                .stages(new FixedStages(read))
                .meters(new SimpleMeterRegistry())
                .withoutReconcilers()
                .open();
    }

    private static ParameterException usage(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
