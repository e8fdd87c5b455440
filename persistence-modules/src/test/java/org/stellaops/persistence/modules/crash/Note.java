package org.stellaops.persistence.modules.crash;

import java.util.List;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;

/** A record of a tenant. Everything in it follows from what was written. */
@Entity(module = CrashTypes.MODULE, table = "notes", tenancy = Tenancy.TENANT)
record Note(@Id String id, String written, List<String> tags) {

    static Note of(String id, String written) {
        return new Note(id, written, List.of(written, Integer.toString(written.hashCode())));
    }
}
