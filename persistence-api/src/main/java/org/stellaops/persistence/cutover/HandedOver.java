// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What goes from one cohort to another one.
 *
 * @param tenants those that a cohort names, or named
 * @param buckets those whose other tenants go
 */
public record HandedOver(Set<String> tenants, Set<Integer> buckets) {

    /** Takes unmodifiable copies. */
    public HandedOver {
        tenants = Set.copyOf(tenants);
        buckets = Set.copyOf(buckets);
    }

    /** Such as {@code tenants acme, globex; buckets 3, 4}. */
    public String describe() {
        String named = tenants.isEmpty() ? "" : "tenants " + String.join(", ", new TreeSet<>(tenants));
        String hashed = buckets.isEmpty()
                ? ""
                : "buckets "
                        + new TreeSet<>(buckets).stream().map(String::valueOf).collect(Collectors.joining(", "));
        return named + (named.isEmpty() || hashed.isEmpty() ? "" : "; ") + hashed;
    }
}
