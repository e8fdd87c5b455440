// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.IndexReport;
import org.stellaops.persistence.runtime.ModuleInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code check-indexes}. */
@Command(
        name = "check-indexes",
        description = {
            "Compares the indexes of the tables with those that the entity types declare and with those of the collections.",
            "Names queries of services that no index serves, and the statement that would help. Changes nothing; 'persistence migrations run' builds what is declared.",
            "Ends with 1 if an index is missing, invalid or another one, or only the collection has it.",
            ""
        },
        footer = {"", "Example:", "  persistence check-indexes --config app.yaml --jars shop.jar --module shop"})
public final class CheckIndexesCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    /** For picocli. */
    public CheckIndexesCommand() {}

    @Override
    public Integer call() {
        return frame.inspect(modules -> {}, this::check);
    }

    private ExitCode check(ModuleInspection module) {
        ExitCode code = ExitCode.CLEAN;
        for (EntityType<?> type : module.descriptor().entityTypes()) {
            IndexReport report = module.indexes(type);
            report.findings().forEach(it -> show(report, it));
            frame.output()
                    .result(
                            report.entity() + ": " + report.onTarget() + " index(es) on the target, "
                                    + report.onLegacy() + " on the collection, "
                                    + report.findings().size() + " finding(s)",
                            line -> {
                                line.put("entity", report.entity());
                                line.put("onTarget", report.onTarget());
                                line.put("onLegacy", report.onLegacy());
                                line.put("findings", report.findings().size());
                            });
            boolean isClean = report.findings().stream()
                    .map(IndexReport.Finding::kind)
                    .allMatch(it -> it == IndexReport.Kind.NO_COUNTERPART || it == IndexReport.Kind.UNSERVED);
            code = code.and(isClean ? ExitCode.CLEAN : ExitCode.DIVERGENT);
        }
        return code;
    }

    /** A query has no name that its text does not say. */
    private static String subject(IndexReport.Finding it) {
        return it.kind() == IndexReport.Kind.UNSERVED ? "" : "index " + it.index() + " ";
    }

    private void show(IndexReport report, IndexReport.Finding it) {
        String statement = it.statement().isEmpty() ? "" : ": " + it.statement();
        frame.output().result(report.entity() + " " + it.kind() + " " + subject(it) + it.text() + statement, line -> {
            line.put("entity", report.entity());
            line.put("finding", it.kind().name());
            line.put("index", it.index());
            line.put("text", it.text());
            line.put("statement", it.statement());
        });
    }
}
