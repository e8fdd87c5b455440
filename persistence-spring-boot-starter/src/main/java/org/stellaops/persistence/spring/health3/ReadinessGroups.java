// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring.health3;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.health.AdditionalHealthEndpointPath;
import org.springframework.boot.actuate.health.HealthEndpointGroup;
import org.springframework.boot.actuate.health.HealthEndpointGroups;
import org.springframework.boot.actuate.health.HttpCodeStatusMapper;
import org.springframework.boot.actuate.health.StatusAggregator;
import org.stellaops.persistence.spring.HealthView;

/** The group of readiness with one member more; without such a group nothing changes. */
final class ReadinessGroups {

    private ReadinessGroups() {}

    static HealthEndpointGroups of(HealthEndpointGroups groups) {
        HealthEndpointGroup readiness = groups.get(HealthView.READINESS);
        if (readiness == null) {
            return groups;
        }
        Map<String, HealthEndpointGroup> all = new LinkedHashMap<>();
        groups.getNames().forEach(name -> {
            HealthEndpointGroup group = groups.get(name);
            if (group != null) {
                all.put(name, name.equals(HealthView.READINESS) ? new WithPersistence(group) : group);
            }
        });
        return HealthEndpointGroups.of(groups.getPrimary(), all);
    }

    private record WithPersistence(HealthEndpointGroup group) implements HealthEndpointGroup {

        @Override
        public boolean isMember(String name) {
            return name.equals(HealthView.NAME) || group.isMember(name);
        }

        @Override
        public boolean showComponents(SecurityContext context) {
            return group.showComponents(context);
        }

        @Override
        public boolean showDetails(SecurityContext context) {
            return group.showDetails(context);
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            return group.getStatusAggregator();
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return group.getHttpCodeStatusMapper();
        }

        @Override
        public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
            return group.getAdditionalPath();
        }
    }
}
