// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.unreadable;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.spi.LeftBehind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code unreadable leave-behind}. */
@Command(
        name = "leave-behind",
        description = {
            "Records the decision that a document which cannot be read stays behind when the target takes the lead. The"
                    + " document is not changed. If its problem becomes another one, it is undecided again.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence unreadable leave-behind --config app.yaml --jars shop.jar --module shop --type orders"
                    + " --id '1/2:broken-1' --reason 'test order of 2014' --by ada"
        })
final class LeaveBehindCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Mixin
    private final DocumentOption document = new DocumentOption();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why it may stay behind; is kept")
    private String reason = "";

    @Option(names = "--by", paramLabel = "NAME", required = true, description = "who decides; is kept")
    private String by = "";

    @Override
    public Integer call() {
        if (reason.isBlank() || by.isBlank()) {
            throw frame.usage("--reason and --by must say something: they are kept with the decision");
        }
        return frame.openOne(modules -> document.check(type, modules), this::leave);
    }

    private ExitCode leave(PersistenceModule module) {
        EntityType<?> of = type.types(module.descriptor()).get(0);
        Optional<LeftBehind> decision = module.unreadable(of).leaveBehind(document.id(), reason, by);
        String result = decision.isPresent() ? "LEFT_BEHIND" : "NOT_FOUND";
        frame.output()
                .result(
                        of.name() + " " + document.id() + ": "
                                + decision.map(it -> "left behind: " + it.problem())
                                        .orElse(
                                                "there is no such document, or it can be read; nothing was recorded. See"
                                                        + " unreadable list for the ids"),
                        line -> {
                            line.put("module", module.name());
                            line.put("entity", of.name());
                            line.put("id", document.id());
                            line.put("result", result);
                            decision.ifPresent(it -> line.put("problem", it.problem()));
                        });
        return decision.isPresent() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }
}
