// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.inspect;

import java.util.List;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.Output;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.spi.DivergenceRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code divergences}. */
@Command(
        name = "divergences",
        description = {
            "Lists confirmed divergences that services have kept, the latest first, with kind, cause and fields. Changes nothing.",
            "They are kept until their retention is over, mended ones included; `verify` says whether one is still there.",
            ""
        },
        footer = {"", "Example:", "  persistence divergences --config app.yaml --jars shop.jar --json"})
public final class DivergencesCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "how many at most (default: ${DEFAULT-VALUE})")
    private int limit;

    /** For picocli. */
    public DivergencesCommand() {}

    @Override
    public Integer call() {
        if (limit < 1) {
            throw frame.usage("--limit must be at least 1, but is " + limit);
        }
        return frame.inspect(module -> {}, this::list);
    }

    private ExitCode list(ModuleInspection module) {
        List<DivergenceRow> rows = module.divergences(limit);
        rows.forEach(it -> show(module.name(), it));
        frame.output().note(rows.size() + " confirmed divergence(s) kept of module " + module.name());
        return rows.isEmpty() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private void show(String module, DivergenceRow it) {
        frame.output()
                .result(
                        it.entity() + " " + it.key() + " " + it.kind() + ", " + it.cause() + ", seen " + it.seen()
                                + " time(s) from " + it.firstSeen() + " to " + it.lastSeen() + ": " + it.detail(),
                        line -> {
                            Output.key(line, module, it.entity(), it.key());
                            line.put("kind", it.kind());
                            line.put("cause", it.cause());
                            line.put("stage", it.stage());
                            line.put("firstSeen", it.firstSeen().toString());
                            line.put("lastSeen", it.lastSeen().toString());
                            line.put("seen", it.seen());
                            line.put("detail", it.detail());
                        });
    }
}
