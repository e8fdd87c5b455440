// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.audit;

import java.util.List;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * One record of the trail. Its hash covers everything else in it, the hash of the record before included, so that no record can be
 * changed, removed or inserted without all later ones changing too.
 *
 * @param number from 1 on, without a gap
 * @param module its name
 * @param at when it was recorded, by the clock of the process that did
 * @param process which process recorded it
 * @param action what was done
 * @param previous the hash of the record before; empty for the first
 * @param hash of all that
 */
public record AuditRecord(
        long number, String module, String at, String process, AuditAction action, String previous, String hash) {

    /** The record that follows another one. */
    public static AuditRecord of(
            long number, String module, String at, String process, AuditAction action, String previous) {
        return new AuditRecord(
                number, module, at, process, action, previous, hash(number, module, at, process, action, previous));
    }

    /** Whether its hash is that of its contents. */
    public boolean isSound() {
        return hash.equals(hash(number, module, at, process, action, previous));
    }

    /** Whether it is the one that follows another one. */
    public boolean follows(long formerNumber, String formerHash) {
        return number == formerNumber + 1 && previous.equals(formerHash);
    }

    /**
     * The first record of a trail that is not what it should be; 0 if every one is. That the last records were removed cannot be
     * seen in the trail alone: compare its length and last hash with those of an earlier bundle.
     */
    public static long firstFault(List<AuditRecord> trail) {
        long number = 0;
        String previous = "";
        for (AuditRecord record : trail) {
            if (!record.follows(number, previous) || !record.isSound()) {
                return number + 1;
            }
            number = record.number();
            previous = record.hash();
        }
        return 0;
    }

    private static String hash(
            long number, String module, String at, String process, AuditAction action, String previous) {
        Struct all = Struct.EMPTY
                .with("number", Value.of(Long.toString(number)))
                .with("module", Value.of(module))
                .with("at", Value.of(at))
                .with("process", Value.of(process))
                .with("kind", Value.of(action.kind().name()))
                .with("subject", Value.of(action.subject()))
                .with("by", Value.of(action.by()))
                .with("reason", Value.of(action.reason()))
                .with("outcome", Value.of(action.outcome()))
                .with("evidence", Value.of(String.join("\n", action.evidence())))
                .with("previous", Value.of(previous));
        return ContentHash.of(all).toString();
    }
}
