// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** The module {@code notify}: channels, rules, deliveries and escalation. Tables in {@code db/notify}. */
public final class NotifyModule {

    private NotifyModule() {}

    /** The module with its entity types, in the order in which they refer to each other. */
    public static ModuleDescriptor descriptor() {
        return ModuleDescriptor.of(
                "notify",
                EntityType.of(Channel.class),
                EntityType.of(Rule.class),
                EntityType.of(Template.class),
                EntityType.of(Delivery.class),
                EntityType.of(Digest.class),
                EntityType.of(InboxMessage.class),
                EntityType.of(QuietHours.class),
                EntityType.of(MaintenanceWindow.class),
                EntityType.of(ThrottleConfig.class),
                EntityType.of(OperatorOverride.class),
                EntityType.of(EscalationPolicy.class),
                EntityType.of(OnCallSchedule.class),
                EntityType.of(Incident.class),
                EntityType.of(EscalationState.class),
                EntityType.of(LocalizationBundle.class),
                EntityType.of(LockLease.class),
                EntityType.of(AuditEntry.class));
    }
}
