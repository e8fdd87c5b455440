// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The reads of the modules' repositories, each with the answer that the records themselves give. */
final class RepositoryReads {

    private RepositoryReads() {}

    /** The reads of a module's repositories. */
    static List<RepositoryRead<?, ?>> of(String module) {
        return switch (module) {
            case "authority" -> AuthorityReads.of();
            case "notify" -> NotifyReads.of();
            case "scheduler" -> SchedulerReads.of();
            case "policy" -> OtherReads.policy();
            case "vuln" -> OtherReads.vuln();
            case "vex" -> OtherReads.vex();
            case "issuer" -> OtherReads.issuer();
            case "audit" -> OtherReads.audit();
            default -> List.of();
        };
    }

    static boolean isBy(@Nullable Instant instant, Instant now) {
        return Optional.ofNullable(instant).filter(it -> !it.isAfter(now)).isPresent();
    }

    static boolean isOpenAt(@Nullable Instant end, Instant now) {
        return end == null || end.isAfter(now);
    }
}
