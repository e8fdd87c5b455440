// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.deadletters;

import java.time.Instant;
import org.stellaops.persistence.cli.frame.Output;
import org.stellaops.persistence.dualwrite.deadletter.RetryReport;
import org.stellaops.persistence.spi.RejectedImage;

/** What the commands print, a line for each key. */
final class Lines {

    private Lines() {}

    static void show(Output output, String module, RejectedImage it) {
        String next = it.nextAt().map(at -> "next try at " + at).orElse("not tried again");
        output.result(
                it.entity() + " " + it.key() + " version " + it.stamp().version() + ": refused " + it.tries()
                        + " time(s), first at " + it.firstAt() + ", last at " + it.lastAt() + ", " + next + ": "
                        + it.reason(),
                line -> {
                    Output.key(line, module, it.entity(), it.key());
                    line.put("version", it.stamp().version());
                    line.put("reason", it.reason());
                    line.put("tries", it.tries());
                    line.put("firstAt", it.firstAt().toString());
                    line.put("lastAt", it.lastAt().toString());
                    line.put("nextAt", it.nextAt().map(Instant::toString).orElse(null));
                    line.put("dead", it.isDead());
                });
    }

    static void show(Output output, String module, RetryReport report) {
        report.items().forEach(it -> show(output, module, it));
        output.note(report.total() + " retried: " + report.delivered() + " delivered, " + report.refused()
                + " refused again, " + report.queued() + " queued, " + report.gone() + " gone");
    }

    private static void show(Output output, String module, RetryReport.Retried it) {
        String reason = it.reason().isEmpty() ? "" : ": " + it.reason();
        output.result(it.entity() + " " + it.key() + ": " + word(it) + reason, line -> {
            Output.key(line, module, it.entity(), it.key());
            line.put("outcome", word(it));
            line.put("reason", it.reason());
        });
    }

    private static String word(RetryReport.Retried it) {
        return switch (it.outcome()) {
            case DELIVERED -> "delivered";
            case REFUSED -> "refused";
            case QUEUED -> "queued";
            case GONE -> "gone";
        };
    }
}
