// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static java.util.Comparator.comparing;
import static org.stellaops.persistence.modules.catalogue.RepositoryReads.isBy;
import static org.stellaops.persistence.modules.catalogue.RepositoryReads.isOpenAt;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.stellaops.persistence.modules.notify.Channel;
import org.stellaops.persistence.modules.notify.ChannelRepository;
import org.stellaops.persistence.modules.notify.Delivery;
import org.stellaops.persistence.modules.notify.DeliveryRepository;
import org.stellaops.persistence.modules.notify.Digest;
import org.stellaops.persistence.modules.notify.DigestRepository;
import org.stellaops.persistence.modules.notify.EscalationPolicy;
import org.stellaops.persistence.modules.notify.EscalationPolicyRepository;
import org.stellaops.persistence.modules.notify.EscalationState;
import org.stellaops.persistence.modules.notify.EscalationStateRepository;
import org.stellaops.persistence.modules.notify.InboxMessage;
import org.stellaops.persistence.modules.notify.InboxRepository;
import org.stellaops.persistence.modules.notify.Incident;
import org.stellaops.persistence.modules.notify.IncidentRepository;
import org.stellaops.persistence.modules.notify.LocalizationBundle;
import org.stellaops.persistence.modules.notify.LocalizationBundleRepository;
import org.stellaops.persistence.modules.notify.MaintenanceWindow;
import org.stellaops.persistence.modules.notify.MaintenanceWindowRepository;
import org.stellaops.persistence.modules.notify.MongoChannelRepository;
import org.stellaops.persistence.modules.notify.MongoDeliveryRepository;
import org.stellaops.persistence.modules.notify.MongoDigestRepository;
import org.stellaops.persistence.modules.notify.MongoEscalationPolicyRepository;
import org.stellaops.persistence.modules.notify.MongoEscalationStateRepository;
import org.stellaops.persistence.modules.notify.MongoInboxRepository;
import org.stellaops.persistence.modules.notify.MongoIncidentRepository;
import org.stellaops.persistence.modules.notify.MongoLocalizationBundleRepository;
import org.stellaops.persistence.modules.notify.MongoMaintenanceWindowRepository;
import org.stellaops.persistence.modules.notify.MongoOnCallScheduleRepository;
import org.stellaops.persistence.modules.notify.MongoOperatorOverrideRepository;
import org.stellaops.persistence.modules.notify.MongoQuietHoursRepository;
import org.stellaops.persistence.modules.notify.MongoRuleRepository;
import org.stellaops.persistence.modules.notify.MongoTemplateRepository;
import org.stellaops.persistence.modules.notify.MongoThrottleConfigRepository;
import org.stellaops.persistence.modules.notify.OnCallSchedule;
import org.stellaops.persistence.modules.notify.OnCallScheduleRepository;
import org.stellaops.persistence.modules.notify.OperatorOverride;
import org.stellaops.persistence.modules.notify.OperatorOverrideRepository;
import org.stellaops.persistence.modules.notify.PostgresChannelRepository;
import org.stellaops.persistence.modules.notify.PostgresDeliveryRepository;
import org.stellaops.persistence.modules.notify.PostgresDigestRepository;
import org.stellaops.persistence.modules.notify.PostgresEscalationPolicyRepository;
import org.stellaops.persistence.modules.notify.PostgresEscalationStateRepository;
import org.stellaops.persistence.modules.notify.PostgresInboxRepository;
import org.stellaops.persistence.modules.notify.PostgresIncidentRepository;
import org.stellaops.persistence.modules.notify.PostgresLocalizationBundleRepository;
import org.stellaops.persistence.modules.notify.PostgresMaintenanceWindowRepository;
import org.stellaops.persistence.modules.notify.PostgresOnCallScheduleRepository;
import org.stellaops.persistence.modules.notify.PostgresOperatorOverrideRepository;
import org.stellaops.persistence.modules.notify.PostgresQuietHoursRepository;
import org.stellaops.persistence.modules.notify.PostgresRuleRepository;
import org.stellaops.persistence.modules.notify.PostgresTemplateRepository;
import org.stellaops.persistence.modules.notify.PostgresThrottleConfigRepository;
import org.stellaops.persistence.modules.notify.QuietHours;
import org.stellaops.persistence.modules.notify.QuietHoursRepository;
import org.stellaops.persistence.modules.notify.Rule;
import org.stellaops.persistence.modules.notify.RuleRepository;
import org.stellaops.persistence.modules.notify.Template;
import org.stellaops.persistence.modules.notify.TemplateRepository;
import org.stellaops.persistence.modules.notify.ThrottleConfig;
import org.stellaops.persistence.modules.notify.ThrottleConfigRepository;

/** The reads of the repositories of module notify. */
final class NotifyReads {

    private static final int MANY = 1_000;
    private static final Instant NOW = Instant.parse("2024-12-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-12-01T00:00:00Z");

    private NotifyReads() {}

    static List<RepositoryRead<?, ?>> of() {
        return List.of(
                RepositoryRead.of(
                                "ChannelRepository.enabled",
                                ChannelRepository.class,
                                MongoChannelRepository::new,
                                PostgresChannelRepository::new,
                                Channel.class)
                        .ask((repository, tenant, s) -> repository.enabled(tenant, s.kind(), MANY))
                        .expect((it, s) -> it.enabled() && it.kind() == s.kind())
                        .orderedBy(comparing(Channel::createdAt).reversed()),
                RepositoryRead.of(
                                "RuleRepository.matching",
                                RuleRepository.class,
                                MongoRuleRepository::new,
                                PostgresRuleRepository::new,
                                Rule.class)
                        .ask((repository, tenant, s) ->
                                repository.matching(tenant, s.eventKinds().get(0), MANY))
                        .askedOf(s -> !s.eventKinds().isEmpty())
                        .expect((it, s) -> it.enabled()
                                && it.eventKinds().contains(s.eventKinds().get(0)))
                        .orderedBy(comparing(Rule::name)),
                RepositoryRead.of(
                                "RuleRepository.sendingTo",
                                RuleRepository.class,
                                MongoRuleRepository::new,
                                PostgresRuleRepository::new,
                                Rule.class)
                        .ask((repository, tenant, s) ->
                                repository.sendingTo(tenant, s.actions().get(0).channelId(), MANY))
                        .askedOf(s -> !s.actions().isEmpty())
                        .expect((it, s) -> it.actions().stream()
                                .anyMatch(a ->
                                        a.channelId().equals(s.actions().get(0).channelId())))
                        .orderedBy(comparing(Rule::name)),
                RepositoryRead.of(
                                "TemplateRepository.inLocales",
                                TemplateRepository.class,
                                MongoTemplateRepository::new,
                                PostgresTemplateRepository::new,
                                Template.class)
                        .ask((repository, tenant, s) ->
                                repository.inLocales(tenant, s.templateKey(), s.channelKind(), s.locale(), "en", MANY))
                        .expect((it, s) -> it.templateKey().equals(s.templateKey())
                                && it.channelKind() == s.channelKind()
                                && Set.of(s.locale(), "en").contains(it.locale()))
                        .orderedBy(comparing(Template::locale)),
                RepositoryRead.of(
                                "DeliveryRepository.pending",
                                DeliveryRepository.class,
                                MongoDeliveryRepository::new,
                                PostgresDeliveryRepository::new,
                                Delivery.class)
                        .ask((repository, tenant, s) -> repository.pending(tenant, LATE, MANY))
                        .expect((it, s) -> it.status() == Delivery.Status.PENDING && isBy(it.nextAttemptAt(), LATE))
                        .orderedBy(comparing(Delivery::nextAttemptAt)),
                RepositoryRead.of(
                                "DigestRepository.due",
                                DigestRepository.class,
                                MongoDigestRepository::new,
                                PostgresDigestRepository::new,
                                Digest.class)
                        .ask((repository, tenant, s) -> repository.due(tenant, LATE, MANY))
                        .expect((it, s) -> it.status() == Digest.Status.OPEN && isBy(it.flushAt(), LATE))
                        .orderedBy(comparing(Digest::flushAt)),
                RepositoryRead.of(
                                "QuietHoursRepository.ofUserOrChannel",
                                QuietHoursRepository.class,
                                MongoQuietHoursRepository::new,
                                PostgresQuietHoursRepository::new,
                                QuietHours.class)
                        .ask((repository, tenant, s) ->
                                repository.ofUserOrChannel(tenant, s.userId(), s.channelId(), MANY))
                        .askedOf(s -> s.userId() != null && s.channelId() != null)
                        .expect((it, s) -> it.enabled()
                                && (s.userId().equals(it.userId())
                                        || s.channelId().equals(it.channelId())))
                        .orderedBy(comparing(QuietHours::startsAt)),
                RepositoryRead.of(
                                "MaintenanceWindowRepository.at",
                                MaintenanceWindowRepository.class,
                                MongoMaintenanceWindowRepository::new,
                                PostgresMaintenanceWindowRepository::new,
                                MaintenanceWindow.class)
                        .ask((repository, tenant, s) -> repository.at(tenant, NOW, MANY))
                        .expect((it, s) -> it.status() != MaintenanceWindow.Status.CANCELLED
                                && isBy(it.startsAt(), NOW)
                                && it.endsAt().isAfter(NOW))
                        .orderedBy(comparing(MaintenanceWindow::endsAt)),
                RepositoryRead.of(
                                "EscalationPolicyRepository.enabled",
                                EscalationPolicyRepository.class,
                                MongoEscalationPolicyRepository::new,
                                PostgresEscalationPolicyRepository::new,
                                EscalationPolicy.class)
                        .ask((repository, tenant, s) -> repository.enabled(tenant, 3, MANY))
                        .expect((it, s) ->
                                it.enabled() && it.steps().stream().anyMatch(step -> step.delayMinutes() <= 3))
                        .orderedBy(comparing(EscalationPolicy::name)),
                RepositoryRead.of(
                                "EscalationStateRepository.due",
                                EscalationStateRepository.class,
                                MongoEscalationStateRepository::new,
                                PostgresEscalationStateRepository::new,
                                EscalationState.class)
                        .ask((repository, tenant, s) -> repository.due(tenant, LATE, MANY))
                        .expect((it, s) ->
                                it.status() == EscalationState.Status.ACTIVE && isBy(it.nextEscalationAt(), LATE))
                        .orderedBy(comparing(EscalationState::nextEscalationAt)),
                RepositoryRead.of(
                                "OnCallScheduleRepository.callingOn",
                                OnCallScheduleRepository.class,
                                MongoOnCallScheduleRepository::new,
                                PostgresOnCallScheduleRepository::new,
                                OnCallSchedule.class)
                        .ask((repository, tenant, s) -> repository.callingOn(
                                tenant, s.participants().get(0).userId(), NOW, MANY))
                        .askedOf(s -> !s.participants().isEmpty())
                        .expect((it, s) -> it.enabled()
                                && it.participants().stream()
                                        .anyMatch(p -> p.userId()
                                                        .equals(s.participants()
                                                                .get(0)
                                                                .userId())
                                                && isBy(p.startsAt(), NOW)
                                                && isOpenAt(p.endsAt(), NOW)))
                        .orderedBy(comparing(OnCallSchedule::name)),
                RepositoryRead.of(
                                "InboxRepository.unread",
                                InboxRepository.class,
                                MongoInboxRepository::new,
                                PostgresInboxRepository::new,
                                InboxMessage.class)
                        .ask((repository, tenant, s) -> repository.unread(tenant, s.userId(), MANY))
                        .expect((it, s) -> it.userId().equals(s.userId()) && !it.isRead() && !it.archived())
                        .orderedBy(comparing(InboxMessage::createdAt).reversed()),
                RepositoryRead.of(
                                "IncidentRepository.unresolved",
                                IncidentRepository.class,
                                MongoIncidentRepository::new,
                                PostgresIncidentRepository::new,
                                Incident.class)
                        .ask((repository, tenant, s) -> repository.unresolved(tenant, MANY))
                        .expect((it, s) -> Set.of(Incident.Status.OPEN, Incident.Status.ACKNOWLEDGED)
                                .contains(it.status()))
                        .orderedBy(comparing(Incident::openedAt).reversed()),
                RepositoryRead.of(
                                "ThrottleConfigRepository.applying",
                                ThrottleConfigRepository.class,
                                MongoThrottleConfigRepository::new,
                                PostgresThrottleConfigRepository::new,
                                ThrottleConfig.class)
                        .ask((repository, tenant, s) -> repository.applying(tenant, s.channelId(), s.eventKind(), MANY))
                        .askedOf(s -> s.channelId() != null && s.eventKind() != null)
                        .expect((it, s) -> it.enabled()
                                && (it.channelId() == null || it.channelId().equals(s.channelId()))
                                && (it.eventKind() == null || it.eventKind().equals(s.eventKind())))
                        .orderedBy(comparing(ThrottleConfig::name)),
                RepositoryRead.of(
                                "OperatorOverrideRepository.inForce",
                                OperatorOverrideRepository.class,
                                MongoOperatorOverrideRepository::new,
                                PostgresOperatorOverrideRepository::new,
                                OperatorOverride.class)
                        .ask((repository, tenant, s) -> repository.inForce(tenant, s.expiresAt(), MANY))
                        .expect((it, s) -> it.expiresAt().isAfter(s.expiresAt()))
                        .orderedBy(comparing(OperatorOverride::expiresAt)),
                RepositoryRead.of(
                                "LocalizationBundleRepository.forLocale",
                                LocalizationBundleRepository.class,
                                MongoLocalizationBundleRepository::new,
                                PostgresLocalizationBundleRepository::new,
                                LocalizationBundle.class)
                        .ask((repository, tenant, s) -> repository.forLocale(tenant, s.bundleKey(), s.locale(), MANY))
                        .expect((it, s) -> it.bundleKey().equals(s.bundleKey())
                                && (it.locale().equals(s.locale()) || it.isDefault()))
                        .orderedBy(comparing(LocalizationBundle::locale)));
    }
}
