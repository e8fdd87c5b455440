package org.stellaops.persistence.runtime.crash;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** What a crash run writes: a global type with a child table, and one with tenants. */
final class CrashTypes {

    static final String MODULE = "crash";
    static final EntityType<Ledger> LEDGERS = EntityType.of(Ledger.class);
    static final EntityType<Note> NOTES = EntityType.of(Note.class);
    static final ModuleDescriptor DESCRIPTOR = ModuleDescriptor.of(MODULE, LEDGERS, NOTES);

    private CrashTypes() {}

    /** A key on the line between driver and service. */
    static String textOf(RecordKey key) {
        return key.tenantOrEmpty() + "/" + key.id();
    }

    /** The key of a text. */
    static RecordKey keyOf(String text) {
        String[] parts = text.split("/", 2);
        return new RecordKey(parts[0].isEmpty() ? null : parts[0], parts[1]);
    }
}
