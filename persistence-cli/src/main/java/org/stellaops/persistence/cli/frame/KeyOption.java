// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which key a command is about, beside a {@link TypeOption}. */
public final class KeyOption {

    @Option(names = "--key", paramLabel = "K", description = "one key only, by its id")
    private @Nullable String key;

    @Option(names = "--tenant", paramLabel = "T", description = "the tenant of the key, where the type has tenants")
    private @Nullable String tenant;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public KeyOption() {}

    /** Whether type and key make sense for these modules; throws if not. */
    public void check(TypeOption type, List<ModuleDescriptor> modules) {
        type.check(modules);
        if (key == null && tenant != null) {
            throw usage("--tenant " + tenant + " names no key; add --key");
        }
        List<EntityType<?>> types = modules.stream()
                .<EntityType<?>>flatMap(it -> type.types(it).stream())
                .toList();
        if (key != null && types.size() > 1) {
            throw usage("--key " + key + " may be of any entity type; add --module and --type");
        }
        Optional<RecordKey> unused = of(types.get(0));
    }

    /** As {@link #check}, where a key must be named. */
    public void require(TypeOption type, List<ModuleDescriptor> modules) {
        check(type, modules);
        if (key == null) {
            throw usage("say which key: --type T --key K");
        }
    }

    /** The key that is meant, if one is. */
    public Optional<RecordKey> of(EntityType<?> type) {
        if (key == null) {
            return Optional.empty();
        }
        try {
            RecordKey meant = new RecordKey(tenant, key);
            type.requireKey(meant);
            return Optional.of(meant);
        } catch (IllegalArgumentException e) {
            throw usage("--key " + key + (tenant == null ? "" : " --tenant " + tenant) + ": " + e.getMessage());
        }
    }

    private ParameterException usage(String message) {
        CommandSpec known = spec == null ? CommandSpec.create() : spec;
        return new ParameterException(known.commandLine(), message);
    }
}
