// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.unreadable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.stellaops.persistence.UnreadableRecord;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.dualwrite.unreadable.UnreadableDocuments;
import org.stellaops.persistence.dualwrite.unreadable.UnreadableReport;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.spi.LeftBehind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code unreadable list}. */
@Command(
        name = "list",
        description = {
            "Reads every legacy document and names those that cannot be read: the first hundred without a decision of each"
                    + " entity type, and all decisions. Changes nothing.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence unreadable list --config app.yaml --jars shop.jar --module shop --type orders --json"
        })
final class UnreadableListCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Override
    public Integer call() {
        return frame.inspect(type::check, this::list);
    }

    private ExitCode list(ModuleInspection module) {
        long undecided = 0;
        for (EntityType<?> it : type.types(module.descriptor())) {
            undecided += list(module.name(), module.unreadable(it));
        }
        return undecided == 0 ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private long list(String module, UnreadableDocuments documents) {
        List<LeftBehind> decided = documents.list();
        UnreadableReport report = documents.examine();
        report.listed().forEach(it -> show(module, report.entity(), it));
        decided.forEach(it -> show(module, it));
        frame.output()
                .note(report.entity() + ": " + report.read() + " read, " + report.undecided()
                        + " cannot be read and are undecided, " + report.leftBehind() + " left behind");
        return report.undecided();
    }

    private void show(String module, String entity, UnreadableRecord found) {
        frame.output()
                .result(
                        entity + " " + found.id() + ": UNDECIDED: " + found.problem(),
                        line -> fields(line, module, entity, found.id(), "UNDECIDED", found.problem()));
    }

    private void show(String module, LeftBehind decision) {
        frame.output()
                .result(
                        decision.entity() + " " + decision.id() + ": LEFT_BEHIND by " + decision.decidedBy() + " at "
                                + decision.decidedAt() + " (" + decision.reason() + "): " + decision.problem(),
                        line -> {
                            fields(line, module, decision.entity(), decision.id(), "LEFT_BEHIND", decision.problem());
                            line.put("reason", decision.reason());
                            line.put("decidedBy", decision.decidedBy());
                            line.put("decidedAt", decision.decidedAt().toString());
                        });
    }

    private static void fields(ObjectNode line, String module, String entity, String id, String state, String problem) {
        line.put("module", module);
        line.put("entity", entity);
        line.put("id", id);
        line.put("state", state);
        line.put("problem", problem);
    }
}
