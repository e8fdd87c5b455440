// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code tombstones remove}. */
@Command(
        name = "remove",
        description = {
            "Removes tombstones of deletes that both stores have and that are old enough, behind an epoch advance.",
            "Callers neither wait nor fail. One call takes a bounded number and says whether there are more.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence tombstones remove --config app.yaml --jars shop.jar --module shop --keep 30d"
        })
final class TombstonesRemoveCommand implements Callable<Integer> {

    private static final Pattern AGE = Pattern.compile("(\\d{1,9})([smhd])");

    @Mixin
    private final Frame frame = new Frame();

    @Option(
            names = "--keep",
            paramLabel = "AGE",
            description = "how long a tombstone stays after its delete, such as 12h or 30d (default: 7d)")
    private @Nullable String keep;

    @Option(
            names = "--at-most",
            paramLabel = "N",
            description = "how many of one entity type from each store (default: 20000)")
    private @Nullable Integer atMost;

    @Override
    public Integer call() {
        TombstoneRetention retention = retention();
        return frame.openOne(modules -> {}, module -> remove(module, retention));
    }

    private TombstoneRetention retention() {
        TombstoneRetention defaults = TombstoneRetention.defaults();
        try {
            return new TombstoneRetention(
                    keep == null ? defaults.keep() : age(keep), atMost == null ? defaults.atMost() : atMost);
        } catch (IllegalArgumentException e) {
            throw frame.usage(String.valueOf(e.getMessage()));
        }
    }

    private static Duration age(String text) {
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--keep " + text + " is no age; write such as 90s, 15m, 12h or 30d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private ExitCode remove(PersistenceModule module, TombstoneRetention retention) {
        Outcome outcome = outcome(module.removeTombstones(retention));
        frame.output().result(module.name() + ": " + outcome.text(), line -> {
            line.put("module", module.name());
            line.put("result", outcome.name());
            line.put("fromLegacy", outcome.fromLegacy());
            line.put("fromTarget", outcome.fromTarget());
            line.put("more", outcome.more());
            line.put("description", outcome.text());
        });
        return outcome.code();
    }

    private record Outcome(String name, long fromLegacy, long fromTarget, boolean more, String text, ExitCode code) {}

    private static Outcome outcome(TombstoneRemovalResult result) {
        if (result instanceof TombstoneRemovalResult.Removed it) {
            return new Outcome(
                    "REMOVED",
                    it.fromLegacy(),
                    it.fromTarget(),
                    it.more(),
                    counts(it.fromLegacy(), it.fromTarget()) + (it.more() ? "; there are more, run again" : ""),
                    ExitCode.CLEAN);
        } else if (result instanceof TombstoneRemovalResult.Stopped it) {
            return new Outcome(
                    "STOPPED",
                    it.fromLegacy(),
                    it.fromTarget(),
                    true,
                    counts(it.fromLegacy(), it.fromTarget()) + ", then stopped: " + it.reason() + "; run again",
                    ExitCode.NOT_VERIFIED);
        } else if (result instanceof TombstoneRemovalResult.Refused it) {
            return new Outcome("REFUSED", 0, 0, false, "nothing was removed: " + it.reason(), ExitCode.DIVERGENT);
        }
        return new Outcome("NOTHING_TO_REMOVE", 0, 0, false, "no tombstone is old enough", ExitCode.CLEAN);
    }

    private static String counts(long fromLegacy, long fromTarget) {
        return fromLegacy + " removed from the legacy store, " + fromTarget + " from the target";
    }
}
