package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.Optional;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UniqueKey;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Whether the leader itself still gives two records one unique value (section 8 step 2). Pure. */
public final class UniqueValues {

    private UniqueValues() {}

    /**
     * Decides for a holder that is present in the leader.
     *
     * @param constraint the name that the follower gave
     * @param arriving the content of the record that was refused
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
        // A constraint that the entity type does not know: the holder is in the right as long as it did not change.
        return key.map(it -> equalIn(it, arriving, holder)).orElseGet(() -> held.equals(holderStamp));
    }

    private static boolean equalIn(UniqueKey key, Struct one, Struct other) {
        return key.fields().stream().allMatch(field -> {
            Optional<Value> value = one.find(field);
            return value.isPresent() && !(value.get() instanceof Value.Null) && value.equals(other.find(field));
        });
    }
}
