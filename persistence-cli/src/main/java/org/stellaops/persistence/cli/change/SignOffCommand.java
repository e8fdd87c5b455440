// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code sign-off}. */
@Command(
        name = "sign-off",
        description = {
            "Says in a person's name that a module may be moved to a stage, for the gate that persistence.stages.gates.sign-off"
                    + " demands. Name and reason are kept in the audit trail; it counts for the time that is configured there,"
                    + " and not beyond the next change of leader.",
            "Ends with 1 if --withdraw finds nothing to take back.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence sign-off --config app.yaml --jars shop.jar --module shop --to target-led --by ada --reason 'ticket 4711'"
        })
public final class SignOffCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(names = "--to", paramLabel = "STAGE", required = true, description = "the stage, such as target-led")
    private @Nullable String to;

    @Option(names = "--by", paramLabel = "NAME", required = true, description = "whose word it is")
    private @Nullable String by;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "on what it rests")
    private @Nullable String reason;

    @Option(names = "--withdraw", description = "takes the word back")
    private boolean withdraw;

    /** For picocli. */
    public SignOffCommand() {}

    @Override
    public Integer call() {
        Stage stage = frame.stage(to);
        if (by == null || by.isBlank() || reason == null || reason.isBlank()) {
            throw frame.usage("--by and --reason must not be empty, since both are kept");
        }
        String person = by;
        String why = reason;
        return frame.openOne(modules -> {}, module -> signOff(module, stage, person, why));
    }

    private ExitCode signOff(PersistenceModule module, Stage stage, String person, String why) {
        boolean done = true;
        if (withdraw) {
            done = module.withdrawSignOff(stage, person, why);
        } else {
            module.signOff(stage, person, why);
        }
        String what = withdraw ? (done ? "is not signed off any more" : "was not signed off") : "is signed off";
        frame.output()
                .result(
                        module.name() + ": the step to " + stage.configName() + " " + what + ", by " + person,
                        line -> line.put("module", module.name())
                                .put("to", stage.configName())
                                .put("by", person)
                                .put("reason", why)
                                .put("signedOff", !withdraw));
        return done ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }
}
