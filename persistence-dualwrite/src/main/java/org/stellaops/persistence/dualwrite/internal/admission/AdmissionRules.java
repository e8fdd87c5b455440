// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.admission;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.internal.identity.IdentityRules;
import org.stellaops.persistence.dualwrite.internal.identity.StoreView;
import org.stellaops.persistence.spi.ControlRecord;

/** Who leads, by what both stores say. A store that could not prove that it leads is never made a leader. Pure. */
final class AdmissionRules {

    private static final String READMIT = "; nothing was changed. Restore the right database or address, or readmit the"
            + " store: persistence readmit --config FILE --module NAME --dry-run says what that would lose";

    private AdmissionRules() {}

    static AdmissionDecision decide(StoreView legacy, StoreView target, Stage wish) {
        if (!legacy.exists()) {
            return targetAlone(target, wish);
        }
        if (!legacy.isReachable() || !target.isReachable()) {
            return withOne(legacy.isReachable() ? legacy : target, legacy.isReachable() ? target : legacy, wish);
        }
        return legacy.isBlank() && target.isBlank() ? introduce(wish) : withBoth(legacy, target);
    }

    /** Without a legacy store only the last stage can be served. */
    private static AdmissionDecision targetAlone(StoreView target, Stage wish) {
        if (!target.isReachable()) {
            throw target.failure().orElseThrow();
        } else if (wish != Stage.TARGET_ONLY) {
            return withoutLegacy("it is configured as " + wish.configName());
        } else if (target.isBlank()) {
            return new AdmissionDecision.IntroduceTarget();
        } else if (!target.leads()) {
            return withoutLegacy("the target's control record says that the legacy store leads");
        }
        Optional<Stage> stands = target.control().flatMap(ControlRecord::stage);
        return stands.equals(Optional.of(Stage.TARGET_ONLY))
                ? new AdmissionDecision.Serve(Side.TARGET, Optional.empty())
                : withoutLegacy("its control record says that it is in "
                        + stands.map(Stage::configName).orElse("no stage"));
    }

    private static AdmissionDecision withoutLegacy(String why) {
        return new AdmissionDecision.Refuse(
                "it has no legacy store, which only a module in target-only can do without, but " + why
                        + ": configure the legacy store (persistence.mongo), move to target-only, and remove it then",
                List.of());
    }

    private static AdmissionDecision introduce(Stage wish) {
        return wish.leader() == Side.LEGACY
                ? new AdmissionDecision.Introduce()
                : new AdmissionDecision.Refuse(
                        "the module is configured as " + wish.configName() + ", in which the target store leads, but"
                                + " neither store knows the module: a new module begins with the legacy store; configure"
                                + " legacy-only, dual-write or shadow-read, start, and move from there",
                        List.of());
    }

    private static AdmissionDecision withBoth(StoreView legacy, StoreView target) {
        Optional<StoreProblem> ofLegacy = IdentityRules.problem(legacy, target);
        Optional<StoreProblem> ofTarget = IdentityRules.problem(target, legacy);
        boolean legacyLeads = legacy.leads() && ofLegacy.isEmpty();
        boolean targetLeads = target.leads() && ofTarget.isEmpty();
        if (legacyLeads && targetLeads) {
            return new AdmissionDecision.Refuse(
                    "both stores say that they lead, the legacy store in epoch " + legacy.epoch()
                            + " and the target in epoch " + target.epoch() + READMIT,
                    List.of());
        } else if (legacyLeads) {
            return new AdmissionDecision.Serve(Side.LEGACY, ofTarget);
        } else if (targetLeads) {
            return new AdmissionDecision.Serve(Side.TARGET, ofLegacy);
        }
        return withoutLeader(legacy, target, ofLegacy, ofTarget);
    }

    private static AdmissionDecision withoutLeader(
            StoreView legacy, StoreView target, Optional<StoreProblem> ofLegacy, Optional<StoreProblem> ofTarget) {
        boolean sound = ofLegacy.isEmpty() && ofTarget.isEmpty();
        if (sound && legacy.control().isPresent() && target.control().isPresent() && legacy.epoch() != target.epoch()) {
            return new AdmissionDecision.AssumeLeadership(legacy.epoch() > target.epoch() ? Side.TARGET : Side.LEGACY);
        }
        List<StoreProblem> problems =
                Stream.of(ofLegacy, ofTarget).flatMap(Optional::stream).toList();
        String why = problems.isEmpty()
                ? "neither store says that it leads"
                : problems.stream().map(StoreProblem::text).collect(Collectors.joining("; "));
        return new AdmissionDecision.Refuse(why + READMIT, problems);
    }

    /** With one store alone: it must say that it leads, and the configuration must not expect the other one to. */
    private static AdmissionDecision withOne(StoreView store, StoreView silent, Stage wish) {
        if (!store.isReachable()) {
            throw unreachable(
                    "neither store can be asked whether it leads", store, textOf(silent) + "; " + textOf(store));
        } else if (store.isBlank()) {
            return alone(store, silent, wish);
        } else if (!store.leads()) {
            throw unreachable(
                    "the " + store.name() + " store says, in epoch " + store.epoch()
                            + ", that it does not lead, and the " + silent.name()
                            + " store cannot be asked whether it does",
                    silent,
                    textOf(silent));
        }
        return wish.leader() == store.side()
                ? new AdmissionDecision.Serve(store.side(), Optional.empty())
                : new AdmissionDecision.Refuse(
                        "the " + store.name() + " store says that it leads, in epoch " + store.epoch()
                                + ", the configuration (" + wish.configName() + ") expects the " + silent.name()
                                + " store to, and that one cannot be asked: start when both can be reached, or, if you"
                                + " know that the " + store.name()
                                + " store leads, configure a stage in which it does ("
                                + silent.failure().map(Throwable::getMessage).orElse("") + ")",
                        List.of());
    }

    /** Of the kind that the store gave, which says whether waiting may help. */
    private static StoreException unreachable(String what, StoreView silent, String why) {
        StoreException failure = silent.failure().orElseThrow();
        return new StoreException(failure.fault().kind(), what + ": " + why, failure);
    }

    private static String textOf(StoreView silent) {
        return (silent.side() == Side.LEGACY ? "persistence.mongo: " : "persistence.postgres: ")
                + silent.failure().map(it -> it.fault().message()).orElse("");
    }

    /** What mends this is in the failure: the store answered, so that starting again later does not help. */
    private static boolean isRefused(StoreView silent) {
        return silent.failure()
                .filter(it -> it.fault().kind() == Fault.Kind.REFUSED)
                .isPresent();
    }

    /** An emptied legacy store looks like a new one, so that only a module that never left it may begin without the target. */
    private static AdmissionDecision alone(StoreView store, StoreView silent, Stage wish) {
        if (store.side() == Side.LEGACY && wish == Stage.LEGACY_ONLY) {
            return new AdmissionDecision.Introduce();
        } else if (store.side() == Side.TARGET || isRefused(silent)) {
            throw silent.failure().orElseThrow();
        }
        return new AdmissionDecision.Refuse(
                "the legacy store knows nothing of this module and the target cannot be asked, so that a new module"
                        + " cannot be told from one whose legacy store was emptied: start when both can be reached, or"
                        + " configure legacy-only ("
                        + silent.failure().map(Throwable::getMessage).orElse("") + ")",
                List.of());
    }
}
