// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.inspect;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.Output;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.runtime.PendingKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code pending}. */
@Command(
        name = "pending",
        description = {"Lists the keys that the follower may not have yet. Changes nothing.", ""},
        footer = {"", "Example:", "  persistence pending --config app.yaml --jars shop.jar --type orders --limit 20"})
public final class PendingCommand implements Callable<Integer> {

    private static final int PAGE = 100;

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many keys of each entity type at most (default: ${DEFAULT-VALUE})")
    private int limit;

    /** For picocli. */
    public PendingCommand() {}

    @Override
    public Integer call() {
        if (limit < 1) {
            throw frame.usage("--limit must be at least 1, but is " + limit);
        }
        return frame.inspect(type::check, this::list);
    }

    private ExitCode list(ModuleInspection module) {
        long listed = 0;
        for (EntityType<?> it : type.types(module.descriptor())) {
            listed += list(module, it);
        }
        frame.output().note(listed + " pending key(s) listed in module " + module.name());
        return ExitCode.CLEAN;
    }

    private long list(ModuleInspection module, EntityType<?> of) {
        Output output = frame.output();
        long listed = 0;
        Optional<RecordKey> after = Optional.empty();
        while (listed < limit) {
            int wanted = (int) Math.min(PAGE, limit - listed);
            List<PendingKey> page = module.pending(of, after, wanted);
            page.forEach(it -> show(output, module.name(), of.name(), it));
            listed += page.size();
            if (page.size() < wanted) {
                return listed;
            }
            after = Optional.of(page.get(page.size() - 1).key());
        }
        output.note("there may be more of " + of.name() + "; --limit stopped the list");
        return listed;
    }

    private static void show(Output output, String module, String entity, PendingKey it) {
        String since = it.since().map(Instant::toString).orElse(null);
        output.result(
                entity + " " + it.key() + " version " + it.version() + (it.isDeleted() ? ", deleted" : "")
                        + (since == null ? "" : ", written at " + since),
                line -> {
                    Output.key(line, module, entity, it.key());
                    line.put("version", it.version());
                    line.put("deleted", it.isDeleted());
                    line.put("since", since);
                });
    }
}
