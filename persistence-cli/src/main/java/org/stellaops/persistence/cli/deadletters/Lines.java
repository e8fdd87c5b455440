package org.stellaops.persistence.cli.deadletters;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.deadletter.RetryReport;
import org.stellaops.persistence.spi.RejectedImage;

/** What the commands print, a line for each key. A key is text of a user, so control characters are not let through. */
final class Lines {

    private Lines() {}

    static String text(RejectedImage it) {
        String next = it.nextAt().map(at -> "next try at " + at).orElse("not tried again");
        return printable(it.entity() + " " + it.key() + " version " + it.stamp().version() + ": refused " + it.tries()
                + " time(s), first at " + it.firstAt() + ", last at " + it.lastAt() + ", " + next + ": " + it.reason());
    }

    static String json(RejectedImage it) {
        ObjectNode line = named(it.entity(), it.key());
        line.put("version", it.stamp().version());
        line.put("reason", it.reason());
        line.put("tries", it.tries());
        line.put("firstAt", it.firstAt().toString());
        line.put("lastAt", it.lastAt().toString());
        line.put("nextAt", it.nextAt().map(Instant::toString).orElse(null));
        line.put("dead", it.isDead());
        return line.toString();
    }

    static String text(RetryReport.Retried it) {
        String reason = it.reason().isEmpty() ? "" : ": " + it.reason();
        return printable(it.entity() + " " + it.key() + ": " + word(it) + reason);
    }

    static String json(RetryReport.Retried it) {
        ObjectNode line = named(it.entity(), it.key());
        line.put("outcome", word(it));
        line.put("reason", it.reason());
        return line.toString();
    }

    static String text(RetryReport report) {
        return report.total() + " retried: " + report.delivered() + " delivered, " + report.refused()
                + " refused again, " + report.queued() + " queued, " + report.gone() + " gone";
    }

    private static ObjectNode named(String entity, RecordKey key) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("entity", entity);
        key.tenant().ifPresent(it -> line.put("tenant", it));
        line.put("id", key.id());
        return line;
    }

    private static String word(RetryReport.Retried it) {
        return switch (it.outcome()) {
            case DELIVERED -> "delivered";
            case REFUSED -> "refused";
            case QUEUED -> "queued";
            case GONE -> "gone";
        };
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(it -> shown.appendCodePoint(Character.isISOControl(it) ? '\uFFFD' : it));
        return shown.toString();
    }
}
