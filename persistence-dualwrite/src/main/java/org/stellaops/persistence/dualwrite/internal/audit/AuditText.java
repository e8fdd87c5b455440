// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.audit;

import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;

/** A record of the trail as the text of an entry. */
final class AuditText {

    static final String PREFIX = "audit/";

    private AuditText() {}

    /** Names in the order of numbers. */
    static String nameOf(long number) {
        return PREFIX + String.format(Locale.ROOT, "%012d", number);
    }

    static String write(AuditRecord record) {
        AuditAction action = record.action();
        return EntryText.empty()
                .with("number", record.number())
                .with("module", record.module())
                .with("at", record.at())
                .with("process", record.process())
                .with("kind", action.kind().name())
                .with("subject", action.subject())
                .with("by", action.by())
                .with("reason", action.reason())
                .with("outcome", action.outcome())
                .with("evidence", String.join("\n", action.evidence()))
                .with("previous", record.previous())
                .with("hash", record.hash())
                .write();
    }

    static AuditRecord read(String text) {
        EntryText entry = EntryText.read(text);
        String evidence = entry.text("evidence");
        return new AuditRecord(
                entry.number("number"),
                entry.text("module"),
                entry.text("at"),
                entry.text("process"),
                new AuditAction(
                        AuditAction.Kind.valueOf(entry.text("kind")),
                        entry.text("subject"),
                        entry.text("by"),
                        entry.text("reason"),
                        entry.text("outcome"),
                        evidence.isEmpty() ? List.of() : List.of(evidence.split("\n", -1))),
                entry.text("previous"),
                entry.text("hash"));
    }
}
