// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.unreadable;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which document a command is about, beside a {@link TypeOption}. */
final class DocumentOption {

    @Option(
            names = "--id",
            paramLabel = "ID",
            required = true,
            description = "the document, by the id that unreadable list names")
    private String id = "";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** Whether one entity type is meant; throws if not. */
    void check(TypeOption type, List<ModuleDescriptor> modules) {
        type.check(modules);
        if (modules.stream().mapToInt(it -> type.types(it).size()).sum() != 1) {
            CommandSpec known = spec == null ? CommandSpec.create() : spec;
            throw new ParameterException(
                    known.commandLine(), "--id " + id + " may be of any entity type; add --module and --type");
        }
    }

    String id() {
        return id;
    }
}
