// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which entity types a command is about that knows no single keys. */
public final class TypeOption {

    @Option(names = "--type", paramLabel = "T", description = "one entity type only, by its name")
    private @Nullable String type;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public TypeOption() {}

    /** Whether one of these modules has the type; throws if not. */
    public void check(List<ModuleDescriptor> modules) {
        if (modules.stream().allMatch(it -> types(it).isEmpty())) {
            CommandSpec known = spec == null ? CommandSpec.create() : spec;
            throw new ParameterException(
                    known.commandLine(),
                    "--type " + type + ": there is no such entity type, but "
                            + String.join(
                                    ", ",
                                    modules.stream()
                                            .flatMap(it -> it.entityTypes().stream())
                                            .map(EntityType::name)
                                            .toList()));
        }
    }

    /** The entity types of a module that are meant. */
    public List<EntityType<?>> types(ModuleDescriptor descriptor) {
        return descriptor.entityTypes().stream()
                .filter(it -> type == null || it.name().equals(type))
                .toList();
    }
}
