// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.deadletters;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.KeyOption;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.dualwrite.deadletter.DeadLetterPage;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.RejectedImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code dead-letters list}. */
@Command(
        name = "list",
        description = {"Shows what the follower refuses, with the reason. Tries nothing again and changes nothing.", ""
        },
        footer = {
            "",
            "Example:",
            "  persistence dead-letters list --config app.yaml --jars shop.jar --module shop --type orders --json"
        })
final class ListCommand implements Callable<Integer> {

    private static final int PAGE = 100;

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Mixin
    private final KeyOption key = new KeyOption();

    @Option(names = "--all", description = "what is still tried by itself as well")
    private boolean all;

    @Override
    public Integer call() {
        return frame.inspect(modules -> key.check(type, modules), this::list);
    }

    private ExitCode list(ModuleInspection module) {
        long count = 0;
        for (EntityType<?> it : type.types(module.descriptor())) {
            Optional<RecordKey> meant = key.of(it);
            count += meant.isPresent() ? show(module, it, meant.get()) : show(module, it);
        }
        frame.output().note(count + (all ? " refused" : " dead letter(s)") + " in module " + module.name());
        return ExitCode.CLEAN;
    }

    private long show(ModuleInspection module, EntityType<?> of, RecordKey meant) {
        Optional<RejectedImage> entry = module.deadLetter(of, meant).filter(it -> all || it.isDead());
        entry.ifPresent(it -> Lines.show(frame.output(), module.name(), it));
        return entry.isPresent() ? 1 : 0;
    }

    private long show(ModuleInspection module, EntityType<?> of) {
        long count = 0;
        Optional<RecordKey> after = Optional.empty();
        do {
            DeadLetterPage page = module.deadLetters(of, all ? Which.ALL : Which.DEAD, after, PAGE);
            page.entries().forEach(it -> Lines.show(frame.output(), module.name(), it));
            count += page.entries().size();
            after = page.next();
        } while (after.isPresent());
        return count;
    }
}
