package org.stellaops.persistence.cli.deadletters;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.deadletter.DeadLetterPage;
import org.stellaops.persistence.dualwrite.deadletter.DeadLetterService;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.RejectedImage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code dead-letters list}. */
@Command(
        name = "list",
        description = "Shows what the follower refuses, with the reason; tries nothing again.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:it was listed, be there any or none", "1:a store cannot be asked", "2:wrong usage"})
final class ListCommand implements Callable<Integer> {

    private static final int PAGE = 100;

    @Mixin
    private final Scope scope = new Scope();

    @Option(names = "--all", description = "what is still tried by itself as well")
    private boolean all;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec known = spec == null ? CommandSpec.forAnnotatedObject(this) : spec;
        return scope.with(known, module -> list(known, module));
    }

    private int list(CommandSpec known, PersistenceModule module) {
        PrintWriter out = known.commandLine().getOut();
        long count = 0;
        for (EntityType<?> type : scope.types(known, module.descriptor())) {
            count += list(out, module.dualWrite().deadLetters(), type, scope.key(known, module.descriptor()));
        }
        if (!scope.isJson()) {
            out.println(count + (all ? " refused" : " dead letter(s)") + " in module " + module.name());
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private long list(PrintWriter out, DeadLetterService service, EntityType<?> type, Optional<RecordKey> key) {
        if (key.isPresent()) {
            Optional<RejectedImage> entry = service.find(type, key.get()).filter(it -> all || it.isDead());
            entry.ifPresent(it -> out.println(line(it)));
            return entry.isPresent() ? 1 : 0;
        }
        long count = 0;
        Optional<RecordKey> after = Optional.empty();
        do {
            DeadLetterPage page = service.page(type, all ? Which.ALL : Which.DEAD, after, PAGE);
            page.entries().forEach(it -> out.println(line(it)));
            count += page.entries().size();
            after = page.next();
        } while (after.isPresent());
        return count;
    }

    private String line(RejectedImage entry) {
        return scope.isJson() ? Lines.json(entry) : Lines.text(entry);
    }
}
