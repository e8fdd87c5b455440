// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.deadletters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.KeyOption;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.dualwrite.deadletter.RetryReport;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code dead-letters retry}. */
@Command(
        name = "retry",
        description = {
            "Retries dead letters: one key, one entity type, or all of the module.",
            "",
            "Each is tried once, now. What the follower refuses again, or cannot be asked about, is left to the reconciler of"
                    + " the service, which tries it as often as anything new. Ends with 1 as well if the key is no dead letter.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence dead-letters retry --config app.yaml --jars shop.jar --module shop --type orders"
        })
final class RetryCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Mixin
    private final KeyOption key = new KeyOption();

    @Override
    public Integer call() {
        return frame.openOne(modules -> key.check(type, modules), this::retry);
    }

    private ExitCode retry(PersistenceModule module) {
        List<RetryReport> reports = new ArrayList<>();
        Optional<RecordKey> missing = Optional.empty();
        for (EntityType<?> it : type.types(module.descriptor())) {
            Optional<RecordKey> meant = key.of(it);
            RetryReport report =
                    meant.map(one -> module.retryDeadLetters(it, one)).orElseGet(() -> module.retryDeadLetters(it));
            reports.add(report);
            missing = report.total() == 0 ? meant : Optional.empty();
        }
        reports.forEach(it -> Lines.show(frame.output(), module.name(), it));
        missing.ifPresent(it -> frame.warn("the follower does not refuse " + it + "; see dead-letters list --all"));
        boolean isDone = reports.stream().allMatch(it -> it.refused() + it.queued() == 0);
        return isDone && missing.isEmpty() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }
}
