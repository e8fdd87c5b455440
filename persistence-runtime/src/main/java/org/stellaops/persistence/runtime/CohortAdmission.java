// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.cutover.StoredAssignment;
import org.stellaops.persistence.dualwrite.reassign.StoredAssignments;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * Whether a process may serve a module with the cohorts of its configuration. The assignment of the first start is kept in both stores, and
 * so is each later one that tenants were reassigned to. A process serves by the one that the control records name (F10), whichever of
 * these its configuration names; one that names any other is refused, since nobody made it so.
 */
final class CohortAdmission {

    private static final String ENTRY = StoredAssignment.entryOf(0);

    private final ModuleDescriptor descriptor;
    private final List<Known> legacy;
    private final Known target;

    /** What a store knows of the whole module. */
    private record Known(String name, ControlStore control, ControlEntries entries) {}

    CohortAdmission(ModuleDescriptor descriptor, LegacyBackend legacy, TargetBackend target) {
        this.descriptor = descriptor;
        this.legacy = legacy.exists()
                ? List.of(new Known(
                        "legacy", legacy.module().control(), legacy.module().entries()))
                : List.of();
        this.target =
                new Known("target", target.module().control(), target.module().entries());
    }

    /**
     * Requires that the stores know the module as it is configured, or do not know it yet.
     *
     * @param wanted the cohorts of the module; empty if it has none
     * @param configured where it is expected to stand
     * @throws StoreException of kind REFUSED if they know it otherwise; or if a store that must be asked does not answer
     */
    void require(Optional<CohortAssignment> wanted, Stage configured) {
        if (wanted.isPresent()) {
            requireSame(wanted.get());
        } else {
            requireNone(configured.leader());
        }
    }

    /** A store that knows the module without cohorts is enough; this must not make a start wait for the other one. */
    private void requireNone(Side first) {
        List<Known> order = new ArrayList<>(legacy);
        order.add(first == Side.TARGET ? 0 : order.size(), target);
        for (Known store : order) {
            Asked asked = ask(store);
            if (store.equals(order.get(0))) {
                asked.silence().filter(it -> !LateOpening.isUnreachable(it)).ifPresent(it -> {
                    // What the store that is expected to lead refuses, it refuses whatever is asked next.
                    throw it;
                });
            }
            Optional<Answer> answer = asked.answer();
            if (answer.filter(Answer::hasControl).isPresent()) {
                return;
            } else if (answer.flatMap(Answer::cohorts).isPresent()) {
                throw refused(
                        "the " + store.name() + " store knows it with cohorts of tenants, and this configuration names"
                                + " none; name the same cohorts as the other processes");
            }
        }
    }

    private void requireSame(CohortAssignment wanted) {
        List<Known> all = new ArrayList<>(legacy);
        all.add(target);
        List<Asked> asked = all.stream().map(CohortAdmission::ask).toList();
        asked.forEach(it -> it.answer().ifPresent(answer -> requireDivided(it.store(), answer)));
        boolean known = asked.stream()
                .anyMatch(it -> it.answer().flatMap(Answer::cohorts).isPresent());
        Optional<StoreException> silent =
                asked.stream().flatMap(it -> it.silence().stream()).findFirst();
        if (!known && silent.isPresent()) {
            // One that does not answer may know it otherwise.
            throw silent.get();
        }
        if (known) {
            requireKnown(asked, wanted);
            return;
        }
        for (Asked it : asked) {
            if (it.answer().isPresent()) {
                it.store().entries().insert(ENTRY, wanted.text());
                // Another process may have been first.
                requireSame(it.store(), answer(it.store()), wanted);
            }
        }
    }

    private void requireKnown(List<Asked> asked, CohortAssignment wanted) {
        StoredAssignments stored = new StoredAssignments(
                descriptor.module(),
                asked.stream()
                        .filter(it -> it.answer().isPresent())
                        .map(it -> it.store().entries())
                        .toList());
        if (!stored.knows(wanted)) {
            throw refused(
                    "the stores know other cohorts than this configuration, and a tenant must not have two leaders; make"
                            + " it so: persistence reassign --config FILE --module " + descriptor.module()
                            + " --by NAME --reason TEXT; or name the cohorts as they were named first: "
                            + stored.first()
                                    .map(it -> it.text().replace("\n", "; "))
                                    .orElse(""));
        }
        stored.copy();
    }

    private void requireDivided(Known store, Answer answer) {
        if (answer.hasControl()) {
            throw refused(
                    "the " + store.name() + " store knows it without cohorts; a module is divided before its first"
                            + " start, so leave persistence.modules." + descriptor.module() + ".cohorts out");
        }
    }

    private void requireSame(Known store, Answer answer, CohortAssignment wanted) {
        requireDivided(store, answer);
        answer.cohorts().filter(it -> !it.equals(wanted.text())).ifPresent(it -> {
            throw refused("the " + store.name()
                    + " store knows other cohorts than this configuration, and a tenant must not"
                    + " have two leaders; name the cohorts as they were named first: " + it.replace("\n", "; "));
        });
    }

    /** What a store says: whether it knows the module without cohorts, and with which. */
    private record Answer(boolean hasControl, Optional<String> cohorts) {}

    /** What became of asking a store. */
    private record Asked(Known store, Optional<Answer> answer, Optional<StoreException> silence) {}

    private static Asked ask(Known store) {
        try {
            return new Asked(store, Optional.of(answer(store)), Optional.empty());
        } catch (StoreException e) {
            return new Asked(store, Optional.empty(), Optional.of(e));
        }
    }

    private static Answer answer(Known store) {
        boolean hasControl = store.control().find().isPresent();
        return new Answer(
                hasControl,
                hasControl ? Optional.empty() : store.entries().find(ENTRY).map(ControlEntries.Entry::text));
    }

    private StoreException refused(String why) {
        return new StoreException(
                Fault.Kind.REFUSED, "module " + descriptor.module() + " does not start: " + why, null);
    }
}
