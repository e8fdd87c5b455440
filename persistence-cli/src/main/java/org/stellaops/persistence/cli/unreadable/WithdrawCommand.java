// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.unreadable;

import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code unreadable withdraw}. */
@Command(
        name = "withdraw",
        description = {"Takes back the decision on a document; it is undecided again.", ""},
        footer = {
            "",
            "Example:",
            "  persistence unreadable withdraw --config app.yaml --jars shop.jar --module shop --type orders"
                    + " --id '1/2:broken-1'"
        })
final class WithdrawCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Mixin
    private final DocumentOption document = new DocumentOption();

    @Override
    public Integer call() {
        return frame.openOne(modules -> document.check(type, modules), this::withdraw);
    }

    private ExitCode withdraw(PersistenceModule module) {
        EntityType<?> of = type.types(module.descriptor()).get(0);
        boolean withdrawn = module.unreadable(of).withdraw(document.id());
        frame.output()
                .result(
                        of.name() + " " + document.id() + ": "
                                + (withdrawn ? "withdrawn; it is undecided again" : "there is no decision on it"),
                        line -> {
                            line.put("module", module.name());
                            line.put("entity", of.name());
                            line.put("id", document.id());
                            line.put("result", withdrawn ? "WITHDRAWN" : "NOT_FOUND");
                        });
        return withdrawn ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }
}
