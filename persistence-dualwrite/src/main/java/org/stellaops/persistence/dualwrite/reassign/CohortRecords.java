// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.ControlReplacement;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords.Leading;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/**
 * The control records of all cohorts of a module.
 *
 * <p>Safe for concurrent use. Waits on both stores, and throws what they throw.
 */
final class CohortRecords {

    private final Map<String, ModuleStores> cohorts;

    /** Those of these cohorts, by their names within the module. */
    CohortRecords(Map<String, ModuleStores> cohorts) {
        this.cohorts = new LinkedHashMap<>(cohorts);
    }

    /** The names of the cohorts. */
    List<String> names() {
        return List.copyOf(cohorts.keySet());
    }

    /** The stores of a cohort. */
    ModuleStores stores(String cohort) {
        ModuleStores stores = cohorts.get(cohort);
        if (stores == null) {
            throw new IllegalArgumentException("there is no cohort " + cohort + ", but " + cohorts.keySet());
        }
        return stores;
    }

    /** The store that leads each cohort; of a cohort that neither leads nothing. The cohort that is named is asked first. */
    Map<String, Leading> read(String first) {
        Map<String, Leading> leading = new LinkedHashMap<>();
        leading(first).ifPresent(it -> leading.put(first, it));
        names().stream()
                .filter(it -> !it.equals(first))
                .forEach(name -> leading(name).ifPresent(it -> leading.put(name, it)));
        return leading;
    }

    /** The store that leads a cohort; of two that say so the one of the later epoch. Both must be reached. */
    Optional<Leading> leading(String cohort) {
        ModuleStores stores = stores(cohort);
        return Stream.of(Side.values())
                .filter(it -> stores.control(it).exists())
                .flatMap(it -> stores.control(it).find().map(record -> new Leading(it, record)).stream())
                .filter(it -> it.record().leads())
                .max(Comparator.comparing(it -> it.record().epoch()));
    }

    /** Puts another record in place of the one that leads; false if it is another by now. */
    boolean replace(String cohort, Leading expected, ControlRecord next) {
        return ControlReplacement.make(stores(cohort).control(expected.side()), expected.record(), next);
    }

    /**
     * Lets the store that follows refuse what was sent in an earlier epoch, which after a removal of tombstones could bring records back
     * (3.5), and know the generation. One that leads by now was told of both when it was drained to.
     */
    void follow(String cohort, Side leader, ControlRecord record) {
        ControlStore control = stores(cohort).control(leader.other());
        if (!control.exists()) {
            return;
        }
        ControlRecord now =
                control.initialise(new ControlRecord(ControlRecord.Phase.AWAY, record.epoch()).in(record.generation()));
        while (!now.leads()
                && (now.epoch() < record.epoch() || !now.generation().equals(record.generation()))) {
            ControlRecord next = now.at(ControlRecord.Phase.AWAY, Math.max(now.epoch(), record.epoch()))
                    .in(record.generation());
            if (control.compareAndSet(now, next)) {
                return;
            }
            now = control.read();
        }
    }
}
