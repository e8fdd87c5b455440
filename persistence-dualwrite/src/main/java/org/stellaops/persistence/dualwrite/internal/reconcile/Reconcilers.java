// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.entity.EntityType;

/**
 * The reconcilers of a module, one for each entity type and direction.
 *
 * @param forward while the legacy store leads
 * @param reverse while the target leads
 */
public record Reconcilers(Map<EntityType<?>, Reconciler> forward, Map<EntityType<?>, Reconciler> reverse) {

    /** Takes unmodifiable copies, in the same order. */
    public Reconcilers {
        forward = Collections.unmodifiableMap(new LinkedHashMap<>(forward));
        reverse = Collections.unmodifiableMap(new LinkedHashMap<>(reverse));
    }

    /** Makes them for all entity types of a module. */
    public static Reconcilers of(
            ModuleStores stores,
            EpochView legacyEpochs,
            EpochView targetEpochs,
            ProtocolSettings settings,
            DualWriteListener listener) {
        Map<EntityType<?>, Reconciler> forward = new LinkedHashMap<>();
        Map<EntityType<?>, Reconciler> reverse = new LinkedHashMap<>();
        for (EntityPair pair : stores.pairs()) {
            forward.put(
                    pair.type(),
                    new LegacyReconciler(
                            pair, legacyEpochs, settings, listener, stores.legacyLetters(), stores.together()));
            reverse.put(
                    pair.type(),
                    new TargetReconciler(
                            pair, targetEpochs, settings, listener, stores.targetLetters(), stores.together()));
        }
        return new Reconcilers(forward, reverse);
    }

    /** Those of the store that leads. */
    public Map<EntityType<?>, Reconciler> of(Side leader) {
        return leader == Side.LEGACY ? forward : reverse;
    }
}
