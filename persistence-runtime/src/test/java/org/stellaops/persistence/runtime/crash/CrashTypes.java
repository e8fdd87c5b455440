// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.Locale;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** What a crash run writes: a global type with a child table, one with tenants, and one with a unique key. */
final class CrashTypes {

    static final String MODULE = "crash";
    static final EntityType<Ledger> LEDGERS = EntityType.of(Ledger.class);
    static final EntityType<Note> NOTES = EntityType.of(Note.class);
    static final EntityType<Badge> BADGES = EntityType.of(Badge.class);
    private static final String OF_BADGES = "-b";

    /** What a key is the key of. */
    enum Kind {
        LEDGERS,
        NOTES,
        BADGES;

        EntityType<?> type() {
            return switch (this) {
                case LEDGERS -> CrashTypes.LEDGERS;
                case NOTES -> CrashTypes.NOTES;
                case BADGES -> CrashTypes.BADGES;
            };
        }

        /** The collection and the table. */
        String table() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The module as a version of the service knows it. */
    static ModuleDescriptor descriptor(StartOptions.Version version) {
        return switch (version) {
            case FORMER -> ModuleDescriptor.of(MODULE, LEDGERS, NOTES);
            case CURRENT -> ModuleDescriptor.of(MODULE, LEDGERS, NOTES, BADGES);
            case LATER -> ModuleDescriptor.of(MODULE, LEDGERS, BADGES);
            case DIVIDED -> ModuleDescriptor.of(MODULE, NOTES);
        };
    }

    static Kind kindOf(RecordKey key) {
        if (!key.tenantOrEmpty().isEmpty()) {
            return Kind.NOTES;
        }
        return key.id().contains(OF_BADGES) ? Kind.BADGES : Kind.LEDGERS;
    }

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
