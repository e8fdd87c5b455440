// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.member;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.vitals.Vitals;

/**
 * One process that serves a module.
 *
 * @param id its own, new with each start
 * @param version of the library or the service, as the process says it
 * @param types the entity types that it knows, with a digest of each description
 * @param stage the stage by which it serves
 * @param wish the stage that it was asked to bring about and that has not been granted
 * @param reasons why not
 * @param moves whether it is moving the lead
 * @param isPresent whether it renewed its lease within the time of a lease, as this process measured
 * @param vitals how it fares, as it said with its last lease
 */
public record Member(
        String id,
        String version,
        Map<String, String> types,
        Stage stage,
        Optional<Stage> wish,
        List<String> reasons,
        boolean moves,
        boolean isPresent,
        Vitals vitals) {

    /** Takes unmodifiable copies. */
    public Member {
        types = Collections.unmodifiableMap(new TreeMap<>(types));
        reasons = List.copyOf(reasons);
    }

    /** For a person. */
    public String describe() {
        return id + " (version " + version + ")";
    }
}
