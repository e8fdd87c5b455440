package org.stellaops.persistence.cli.deadletters;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.deadletter.RetryReport;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code dead-letters retry}. */
@Command(
        name = "retry",
        description = {
            "Has dead letters tried again: one key, one entity type, or all of the module.",
            "",
            "Each is tried once, now. What the follower refuses again, or cannot be asked about, is left to the reconciler of"
                    + " the service, which tries it as often as anything new.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the follower holds all that was meant, or there was nothing to retry",
            "1:some were refused again or could not be tried now, the key is no dead letter, or a store cannot be asked",
            "2:wrong usage"
        })
final class RetryCommand implements Callable<Integer> {

    @Mixin
    private final Scope scope = new Scope();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec known = spec == null ? CommandSpec.forAnnotatedObject(this) : spec;
        return scope.with(known, module -> retry(known, module));
    }

    private int retry(CommandSpec known, PersistenceModule module) {
        Optional<RecordKey> key = scope.key(known, module.descriptor());
        List<RetryReport> reports = new ArrayList<>();
        for (EntityType<?> type : scope.types(known, module.descriptor())) {
            reports.add(
                    key.map(it -> module.retryDeadLetters(type, it)).orElseGet(() -> module.retryDeadLetters(type)));
        }
        reports.forEach(it -> print(known, it));
        boolean isMissing = key.isPresent() && reports.stream().allMatch(it -> it.total() == 0);
        if (isMissing) {
            known.commandLine()
                    .getErr()
                    .println("the follower does not refuse " + key.get() + "; see dead-letters list --all");
        }
        boolean isDone = reports.stream().allMatch(it -> it.refused() + it.queued() == 0);
        return isDone && !isMissing ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void print(CommandSpec known, RetryReport report) {
        PrintWriter out = known.commandLine().getOut();
        report.items().forEach(it -> out.println(scope.isJson() ? Lines.json(it) : Lines.text(it)));
        if (!scope.isJson()) {
            out.println(Lines.text(report));
        }
        out.flush();
    }
}
