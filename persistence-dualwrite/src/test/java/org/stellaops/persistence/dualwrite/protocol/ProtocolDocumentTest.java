// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.internal.admission.Admission;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderDrain;
import org.stellaops.persistence.dualwrite.internal.failover.StepChecks;
import org.stellaops.persistence.dualwrite.internal.identity.Pulse;
import org.stellaops.persistence.dualwrite.internal.member.Membership;
import org.stellaops.persistence.dualwrite.internal.member.TypeRegistry;
import org.stellaops.persistence.dualwrite.internal.reconcile.LegacyReconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.PendingCursor;
import org.stellaops.persistence.dualwrite.internal.reconcile.RejectionTracker;
import org.stellaops.persistence.dualwrite.internal.reconcile.StaleWriteScan;
import org.stellaops.persistence.dualwrite.internal.reconcile.TargetReconciler;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardEviction;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.internal.replicate.LegacyApply;
import org.stellaops.persistence.dualwrite.internal.replicate.LegacyApplyTombstone;
import org.stellaops.persistence.dualwrite.internal.replicate.ProvisionalCleanup;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseEviction;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords;
import org.stellaops.persistence.dualwrite.internal.tombstone.EpochAdvance;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneRemoval;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneReplication;
import org.stellaops.persistence.dualwrite.internal.write.DeleteIntentCompletion;
import org.stellaops.persistence.dualwrite.internal.write.LegacyDelete;
import org.stellaops.persistence.dualwrite.internal.write.LegacyPut;
import org.stellaops.persistence.dualwrite.internal.write.TargetTransaction;
import org.stellaops.persistence.dualwrite.settings.RetryRule;

/** The specification and the code name the same things. */
class ProtocolDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "spec", "protocol.md");
    private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w+(?:\\.[A-Z]\\w+)?)#(\\w+)`");
    private static final String ROOT = "org.stellaops.persistence.";
    private static final List<String> PACKAGES = List.of(
            ROOT + "dualwrite.internal.write.",
            ROOT + "dualwrite.internal.replicate.",
            ROOT + "dualwrite.internal.reconcile.",
            ROOT + "dualwrite.internal.failover.",
            ROOT + "dualwrite.internal.tombstone.",
            ROOT + "dualwrite.internal.maintenance.",
            ROOT + "dualwrite.internal.control.",
            ROOT + "dualwrite.internal.route.",
            ROOT + "dualwrite.internal.compare.",
            ROOT + "dualwrite.internal.admission.",
            ROOT + "dualwrite.internal.identity.",
            ROOT + "dualwrite.internal.member.",
            ROOT + "dualwrite.internal.stage.",
            ROOT + "dualwrite.reassign.",
            ROOT + "dualwrite.",
            ROOT + "dualwrite.gate.",
            ROOT + "dualwrite.settings.",
            ROOT + "dualwrite.supervision.",
            ROOT + "dualwrite.tombstone.",
            ROOT + "dualwrite.backfill.",
            ROOT + "dualwrite.deadletter.",
            ROOT + "dualwrite.divergence.",
            ROOT + "dualwrite.repair.",
            ROOT + "dualwrite.verify.",
            ROOT + "spi.",
            ROOT + "cohort.",
            ROOT + "cutover.",
            ROOT);
    private static final List<Class<?>> OPERATIONS = List.of(
            LegacyPut.class,
            LegacyDelete.class,
            DeleteIntentCompletion.class,
            ForwardSender.class,
            LegacyReconciler.class,
            PendingCursor.class,
            RejectionTracker.class,
            RetryRule.class,
            TombstoneReplication.class,
            FenceMonitor.class,
            TombstoneRemoval.class,
            EpochAdvance.class,
            TargetTransaction.class,
            LegacyApply.class,
            LegacyApplyTombstone.class,
            ReverseSender.class,
            TargetReconciler.class,
            ProvisionalCleanup.class,
            StaleWriteScan.class,
            LeaderChange.class,
            LeaderDrain.class,
            LeaderChangeRecovery.class,
            StageRecords.class,
            StepChecks.class,
            Admission.class,
            Pulse.class,
            Membership.class,
            TypeRegistry.class,
            ForwardEviction.class,
            ReverseEviction.class);

    @Test
    void everyMethodThatTheSpecificationNamesExists() throws IOException {
        Matcher named = METHOD.matcher(Files.readString(DOCUMENT));

        assertThat(named.results().map(it -> it.group(1) + "#" + it.group(2)).distinct())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(exists(it)).as(it).isTrue());
    }

    @Test
    void everyOperationIsNamedInTheSpecification() throws IOException {
        String document = Files.readString(DOCUMENT);

        assertThat(OPERATIONS).allSatisfy(it -> assertThat(document).contains("`" + it.getSimpleName()));
    }

    private static boolean exists(String named) {
        String[] parts = named.split("#", 2);
        return find(parts[0].replace('.', '$'))
                .map(it -> Stream.concat(Arrays.stream(it.getDeclaredMethods()), Arrays.stream(it.getMethods()))
                        .anyMatch(method -> method.getName().equals(parts[1])))
                .orElse(false);
    }

    private static Optional<Class<?>> find(String name) {
        return PACKAGES.stream().flatMap(it -> load(it + name).stream()).findFirst();
    }

    private static Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
