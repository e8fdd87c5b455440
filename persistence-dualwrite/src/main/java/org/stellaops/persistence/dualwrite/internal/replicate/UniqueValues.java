// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.Optional;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UniqueKey;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Decides whether two records of the leader still share a unique value (section 8 step 2). Pure. */
public final class UniqueValues {

    private UniqueValues() {}

    /**
     * Decides for a holder that is present in the leader.
     *
     * @param constraint its name, as the follower reports it
     * @param arriving the content of the rejected record
     * @param held the stamp at which the follower has the holder
     * @param holder the holder's content in the leader
     * @param holderStamp the holder's stamp in the leader
     */
    public static boolean clash(
            EntityType<?> type,
            String constraint,
            Struct arriving,
            VersionStamp held,
            Struct holder,
            VersionStamp holderStamp) {
        Optional<UniqueKey> key = type.uniqueKeys().stream()
                .filter(it -> it.name().equals(constraint))
                .findFirst();
        // A constraint that the entity type does not declare: the holder keeps the value as long as it did not change.
        return key.map(it -> equalIn(it, arriving, holder)).orElseGet(() -> held.equals(holderStamp));
    }

    private static boolean equalIn(UniqueKey key, Struct one, Struct other) {
        return key.fields().stream().allMatch(field -> {
            Optional<Value> value = one.find(field);
            return value.isPresent() && !(value.get() instanceof Value.Null) && value.equals(other.find(field));
        });
    }
}
