// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.List;
import java.util.stream.IntStream;
import org.stellaops.persistence.entity.Child;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;

/**
 * A record with rows of its own. Everything in it follows from what was written, so that a record that is half of one write
 * and half of another shows.
 */
@Entity(module = CrashTypes.MODULE, table = "ledgers")
record Ledger(
        @Id String id,
        String written,
        long amount,
        @Child(table = "ledger_entries") List<Entry> entries) {

    private static final int MOST_ENTRIES = 4;

    /** A row. */
    record Entry(String label, long cents) {}

    static Ledger of(String id, String written) {
        long amount = written.hashCode();
        List<Entry> entries = IntStream.range(0, Math.floorMod(amount, MOST_ENTRIES))
                .mapToObj(i -> new Entry(written + "-" + i, amount + i))
                .toList();
        return new Ledger(id, written, amount, entries);
    }
}
