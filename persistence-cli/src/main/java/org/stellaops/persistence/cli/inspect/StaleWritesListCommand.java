// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.inspect;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.Output;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.StaleWrite;
import org.stellaops.persistence.value.ExtendedJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code stale-writes list}. */
@Command(
        name = "list",
        description = {
            "Lists writes that were acknowledged by a process that missed a change of leader, and that the leader's state has"
                    + " overwritten since. Changes nothing.",
            "What was written is printed only if asked for, so that it can be written again by hand.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence stale-writes list --config app.yaml --jars shop.jar --type orders --contents --json"
        })
final class StaleWritesListCommand implements Callable<Integer> {

    private static final int PAGE = 100;

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Option(names = "--contents", description = "also what was written, which may be personal data")
    private boolean contents;

    @Override
    public Integer call() {
        return frame.inspect(type::check, this::list);
    }

    private ExitCode list(ModuleInspection module) {
        long count = 0;
        for (EntityType<?> it : type.types(module.descriptor())) {
            count += list(module, it);
        }
        frame.output().note(count + " stale-epoch write(s) in module " + module.name());
        return ExitCode.CLEAN;
    }

    private long list(ModuleInspection module, EntityType<?> of) {
        long count = 0;
        Optional<StaleWrite> after = Optional.empty();
        List<StaleWrite> page;
        do {
            page = module.staleWrites(of, after, PAGE);
            page.forEach(it -> show(module.name(), of.name(), it));
            count += page.size();
            after = page.isEmpty() ? after : Optional.of(page.get(page.size() - 1));
        } while (page.size() == PAGE);
        return count;
    }

    private void show(String module, String entity, StaleWrite it) {
        Image image = it.image();
        Optional<String> content = contents && image instanceof Image.Present present
                ? Optional.of(ExtendedJson.write(present.content()))
                : Optional.empty();
        frame.output()
                .result(
                        entity + " " + image.key() + " version " + image.stamp().version()
                                + (image instanceof Image.Tombstone ? ", a delete" : "") + ", found at "
                                + it.reportedAt() + " in epoch " + it.epoch()
                                + content.map(json -> ": " + json).orElse(""),
                        line -> {
                            Output.key(line, module, entity, image.key());
                            line.put("version", image.stamp().version());
                            line.put("deleted", image instanceof Image.Tombstone);
                            line.put("epoch", it.epoch());
                            line.put("reportedAt", it.reportedAt().toString());
                            content.ifPresent(json -> line.put("content", json));
                        });
    }
}
