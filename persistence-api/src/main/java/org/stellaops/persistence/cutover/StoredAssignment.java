// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * The assignment of one generation, as both stores keep it beside the control records of the module; never changed. On the way from one
 * assignment to another, tenants go from cohort to cohort by one {@link Handover} after the other, each of which begins a generation: a
 * tenant whose handover was made belongs to the new cohort, any other one to the former.
 */
public final class StoredAssignment {

    private static final String FIRST = "cohorts";

    /** What the names of the entries of later generations begin with. */
    public static final String LATER = FIRST + "/";

    /** By how much an epoch rises when an assignment changes: a writer confirms an epoch that is one higher as its own (F8). */
    public static final int NEXT = 2;

    private static final String ARROW = ">";

    private final long generation;
    private final CohortAssignment former;
    private final CohortAssignment wanted;
    private final Set<Handover> made;
    private final Map<String, Long> since;
    private final Optional<Step> step;

    /**
     * How a generation comes about.
     *
     * @param base the generation from which it starts
     * @param handover who gives and who takes
     * @param receiverEpoch the epoch in which the receiver takes them; in any other it does not
     */
    public record Step(long base, Handover handover, long receiverEpoch) {

        /** The epoch of the receiver from when it has the tenants on. */
        public long takenEpoch() {
            return receiverEpoch + NEXT;
        }
    }

    private StoredAssignment(
            long generation,
            CohortAssignment former,
            CohortAssignment wanted,
            Set<Handover> made,
            Map<String, Long> since,
            Optional<Step> step) {
        this.generation = generation;
        this.former = former;
        this.wanted = wanted;
        this.made = Set.copyOf(made);
        this.since = Map.copyOf(since);
        this.step = step;
    }

    /** That of the first start. */
    public static StoredAssignment first(CohortAssignment assignment) {
        return new StoredAssignment(0, assignment, assignment, Set.of(), Map.of(), Optional.empty());
    }

    /**
     * The generation after this one: one more handover on the way to an assignment.
     *
     * @param number of the new generation
     * @param towards the assignment that is wanted in the end; {@link #leadsTo} says whether there is a way from here
     * @param next who gives and who takes
     * @param receiverEpoch the epoch of the receiver
     */
    public StoredAssignment next(long number, CohortAssignment towards, Handover next, long receiverEpoch) {
        StoredAssignment begun = towards(towards);
        Set<Handover> more = new TreeSet<>(begun.made);
        more.add(next);
        Map<String, Long> given = new TreeMap<>(since);
        Step made = new Step(generation, next, receiverEpoch);
        given.put(next.receiver(), made.takenEpoch());
        return new StoredAssignment(number, begun.former, begun.wanted, more, given, Optional.of(made));
    }

    /** Whether handovers lead from here to an assignment: not while another one is half reached. */
    public boolean leadsTo(CohortAssignment towards) {
        return open().isEmpty() || towards.equals(wanted) || towards.equals(former);
    }

    /** What is missing to an assignment to which this one {@linkplain #leadsTo leads}. */
    public Set<Handover> openTo(CohortAssignment towards) {
        return towards(towards).open();
    }

    /** What goes with a handover on the way to an assignment. */
    public HandedOver goesWith(Handover handover, CohortAssignment towards) {
        StoredAssignment begun = towards(towards);
        return begun.former.handoversTo(begun.wanted).getOrDefault(handover, new HandedOver(Set.of(), Set.of()));
    }

    /** The same assignment of tenants, as a part of the way to another one. */
    private StoredAssignment towards(CohortAssignment towards) {
        if (!leadsTo(towards)) {
            throw new IllegalArgumentException("generation " + generation + " is on the way to another assignment");
        } else if (towards.equals(wanted)) {
            return this;
        } else if (open().isEmpty()) {
            return new StoredAssignment(generation, wanted, towards, Set.of(), since, step);
        }
        Set<Handover> back = open().stream().map(Handover::reversed).collect(Collectors.toSet());
        return new StoredAssignment(generation, /* former= */ wanted, /* wanted= */ former, back, since, step);
    }

    /** What is missing to the assignment that is wanted. */
    public Set<Handover> open() {
        Set<Handover> open = new TreeSet<>(former.handoversTo(wanted).keySet());
        open.removeAll(made);
        return open;
    }

    /** Which generation this is. */
    public long generation() {
        return generation;
    }

    /** The assignment from which the handovers started. */
    public CohortAssignment former() {
        return former;
    }

    /** The assignment to which the handovers lead. */
    public CohortAssignment wanted() {
        return wanted;
    }

    /** How it comes about; empty of the first one. */
    public Optional<Step> step() {
        return step;
    }

    /** The name of the cohort of a tenant. */
    public String cohortOf(String tenant) {
        String before = former.of(tenant).name();
        String after = wanted.of(tenant).name();
        // Asked with each call: without a handover there is nothing to look up.
        return !before.equals(after) && made.contains(new Handover(before, after)) ? after : before;
    }

    /** The epoch in which a cohort was given tenants last; 0 if it never was. */
    public long since(String cohort) {
        return since.getOrDefault(cohort, 0L);
    }

    /** Whether tenants are assigned as this assignment says. */
    public boolean is(CohortAssignment other) {
        return open().isEmpty() ? wanted.equals(other) : made.isEmpty() && former.equals(other);
    }

    /** The name of the entry of a generation. */
    public static String entryOf(long generation) {
        return generation == 0 ? FIRST : LATER + generation;
    }

    /** The generation of an entry. */
    public static long generationOf(String entry) {
        return entry.equals(FIRST) ? 0 : Long.parseLong(entry.substring(LATER.length()));
    }

    /** As it is kept. */
    public String text() {
        if (step.isEmpty()) {
            return wanted.text();
        }
        Step begun = step.get();
        return ExtendedJson.write(Struct.EMPTY
                .with("from", Value.of(former.text()))
                .with("to", Value.of(wanted.text()))
                .with(
                        "made",
                        Value.of(made.stream()
                                .sorted()
                                .map(StoredAssignment::write)
                                .collect(Collectors.joining(","))))
                .with(
                        "since",
                        Value.of(new TreeMap<>(since)
                                .entrySet().stream()
                                        .map(it -> it.getKey() + ARROW + it.getValue())
                                        .collect(Collectors.joining(","))))
                .with("base", Value.of(Long.toString(begun.base())))
                .with("handover", Value.of(write(begun.handover())))
                .with("receiverEpoch", Value.of(Long.toString(begun.receiverEpoch()))));
    }

    /** What {@link #text} wrote. */
    public static StoredAssignment parse(String module, long generation, String text) {
        if (generation == 0) {
            return first(CohortAssignment.parse(module, text));
        }
        Struct members = (Struct) ExtendedJson.read(text);
        Map<String, Long> since = new TreeMap<>();
        CohortAssignment.parts(member(members, "since")).forEach(it -> {
            String[] both = it.split(ARROW, -1);
            since.put(both[0], Long.parseLong(both[1]));
        });
        return new StoredAssignment(
                generation,
                CohortAssignment.parse(module, member(members, "from")),
                CohortAssignment.parse(module, member(members, "to")),
                CohortAssignment.parts(member(members, "made")).stream()
                        .map(StoredAssignment::read)
                        .collect(Collectors.toSet()),
                since,
                Optional.of(new Step(
                        Long.parseLong(member(members, "base")),
                        read(member(members, "handover")),
                        Long.parseLong(member(members, "receiverEpoch")))));
    }

    private static String write(Handover handover) {
        return handover.giver() + ARROW + handover.receiver();
    }

    private static Handover read(String text) {
        String[] both = text.split(ARROW, -1);
        return new Handover(both[0], both[1]);
    }

    private static String member(Struct members, String name) {
        return members.find(name)
                .filter(Value.Text.class::isInstance)
                .map(it -> ((Value.Text) it).value())
                .orElseThrow(() -> new IllegalArgumentException("a stored assignment has no member " + name));
    }

    @Override
    public String toString() {
        return "generation " + generation + " of the " + wanted + (open().isEmpty() ? "" : ", without " + open());
    }
}
