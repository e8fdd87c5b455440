// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which tenant of a module belongs to which cohort: to the one that names it, or else to the one that has its bucket, or else to the one
 * that has the rest. The bucket of a tenant follows from its name alone.
 */
public final class CohortAssignment {

    /** How many buckets there are: each holds about a hundredth of many tenants. */
    public static final int BUCKETS = 100;

    /** Numbers of cohorts that are kept; of more tenants they are computed each time. */
    private static final int MOST_KEPT = 10_000;

    private static final Pattern SHARE = Pattern.compile("(\\S+) tenants=(.*) buckets=([0-9,]*)");

    private final String module;
    private final List<Share> shares;
    private final List<Cohort> cohorts;
    /** Of tenants that are named, and of others as they are asked for, since a bucket takes a hash. */
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    private final int[] ofBucket = new int[BUCKETS];

    /**
     * What belongs to one cohort; to that of the rest neither names nor buckets.
     *
     * @param cohort its name
     * @param tenants those that it names
     * @param buckets from 0 to {@link #BUCKETS} - 1
     */
    public record Share(String cohort, Set<String> tenants, Set<Integer> buckets) {

        /** Takes unmodifiable copies. */
        public Share {
            tenants = Set.copyOf(tenants);
            buckets = Set.copyOf(buckets);
        }

        private boolean isRest() {
            return tenants.isEmpty() && buckets.isEmpty();
        }

        private String text() {
            return cohort + " tenants=" + String.join(",", new TreeSet<>(tenants)) + " buckets="
                    + new TreeSet<>(buckets).stream().map(String::valueOf).collect(Collectors.joining(","));
        }
    }

    /**
     * An assignment of the tenants of a module.
     *
     * @throws IllegalArgumentException if {@link #problems} finds any
     */
    public CohortAssignment(String module, List<Share> shares) {
        List<String> problems = problems(shares);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("cohorts of module " + module + ": " + String.join("; ", problems));
        }
        this.module = module;
        this.shares =
                shares.stream().sorted(Comparator.comparing(Share::cohort)).toList();
        List<Cohort> numbered = new ArrayList<>();
        int rest = 0;
        for (Share share : this.shares) {
            int number = numbered.size() + 1;
            numbered.add(new Cohort(module, share.cohort(), number, tenant -> numberOf(tenant) == number));
            share.tenants().forEach(it -> known.put(it, number));
            share.buckets().forEach(it -> ofBucket[it] = number);
            rest = share.isRest() ? number : rest;
        }
        for (int i = 0; i < BUCKETS; i++) {
            ofBucket[i] = ofBucket[i] == 0 ? rest : ofBucket[i];
        }
        this.cohorts = List.copyOf(numbered);
    }

    /** Why these do not assign each tenant to exactly one cohort; empty if they do. */
    public static List<String> problems(List<Share> shares) {
        List<String> problems = new ArrayList<>();
        if (shares.size() < 2 || shares.size() > Cohort.MOST) {
            problems.add("there must be 2 to " + Cohort.MOST + " cohorts");
        }
        if (shares.stream().map(Share::cohort).distinct().count() < shares.size()) {
            problems.add("two cohorts have the same name");
        }
        if (shares.stream().filter(Share::isRest).count() != 1) {
            problems.add("exactly one cohort must name neither tenants nor buckets: it has the rest");
        }
        Set<String> tenants = new TreeSet<>();
        Set<Integer> buckets = new TreeSet<>();
        for (Share share : shares) {
            share.tenants().stream()
                    .sorted()
                    .filter(it -> !tenants.add(it))
                    .forEach(it -> problems.add("tenant " + it + " is in two cohorts"));
            share.buckets().stream()
                    .sorted()
                    .filter(it -> !buckets.add(it))
                    .forEach(it -> problems.add("bucket " + it + " is in two cohorts"));
            share.buckets().stream()
                    .filter(it -> it < 0 || it >= BUCKETS)
                    .forEach(it -> problems.add("bucket " + it + " is not one of 0 to " + (BUCKETS - 1)));
        }
        return problems;
    }

    /** The module. */
    public String module() {
        return module;
    }

    /** The cohorts, in the order of their numbers, which is that of their names. */
    public List<Cohort> cohorts() {
        return cohorts;
    }

    /** The cohort of a tenant. */
    public Cohort of(String tenant) {
        return cohorts.get(numberOf(tenant) - 1);
    }

    /** The cohort of a qualified name. */
    public Optional<Cohort> find(String qualifiedName) {
        return cohorts.stream()
                .filter(it -> it.qualifiedName().equals(qualifiedName))
                .findFirst();
    }

    /** Each call of a store asks several times. */
    private int numberOf(String tenant) {
        Integer number = known.get(tenant);
        if (number == null) {
            number = ofBucket[bucketOf(tenant)];
            if (known.size() < MOST_KEPT) {
                known.put(tenant, number);
            }
        }
        return number;
    }

    /** The bucket of a tenant: its SHA-256, of which the first eight bytes are taken as a number. Never changes. */
    public static int bucketOf(String tenant) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(tenant.getBytes(StandardCharsets.UTF_8));
            return (int) Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), BUCKETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What it says, in one way only: two assignments are the same exactly if their texts are. */
    public String text() {
        return shares.stream().map(Share::text).collect(Collectors.joining("\n"));
    }

    /**
     * What {@link #text} said.
     *
     * @throws IllegalArgumentException if it is no such text
     */
    public static CohortAssignment parse(String module, String text) {
        return new CohortAssignment(
                module, text.lines().map(CohortAssignment::share).toList());
    }

    private static Share share(String line) {
        Matcher matcher = SHARE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a stored assignment has the line " + line + ", which is no cohort's");
        }
        return new Share(
                matcher.group(1),
                parts(matcher.group(2)),
                parts(matcher.group(3)).stream().map(Integer::valueOf).collect(Collectors.toSet()));
    }

    /** The parts of a text that commas separate; none of an empty one. */
    static Set<String> parts(String text) {
        return text.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(text.split(",", -1)));
    }

    /** The names of the cohorts, in order. */
    public List<String> names() {
        return cohorts.stream().map(Cohort::name).toList();
    }

    /**
     * What goes from which cohort to which, if another assignment of the same cohorts takes the place of this one.
     *
     * @throws IllegalArgumentException if that has other cohorts
     */
    public SortedMap<Handover, HandedOver> handoversTo(CohortAssignment other) {
        if (!other.names().equals(names())) {
            throw new IllegalArgumentException("tenants go from cohort to cohort, but the cohorts stay: module "
                    + module + " has " + names() + ", not " + other.names());
        }
        SortedMap<Handover, Set<String>> tenants = new TreeMap<>();
        SortedMap<Handover, Set<Integer>> buckets = new TreeMap<>();
        Stream.concat(shares.stream(), other.shares.stream())
                .flatMap(it -> it.tenants().stream())
                .forEach(it -> between(of(it).name(), other.of(it).name())
                        .ifPresent(handover -> tenants.computeIfAbsent(handover, pair -> new TreeSet<>())
                                .add(it)));
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            int moved = bucket;
            between(nameOfBucket(bucket), other.nameOfBucket(bucket))
                    .ifPresent(handover -> buckets.computeIfAbsent(handover, pair -> new TreeSet<>())
                            .add(moved));
        }
        SortedMap<Handover, HandedOver> all = new TreeMap<>();
        Stream.concat(tenants.keySet().stream(), buckets.keySet().stream())
                .forEach(it -> all.put(
                        it, new HandedOver(tenants.getOrDefault(it, Set.of()), buckets.getOrDefault(it, Set.of()))));
        return all;
    }

    private static Optional<Handover> between(String before, String after) {
        return before.equals(after) ? Optional.empty() : Optional.of(new Handover(before, after));
    }

    private String nameOfBucket(int bucket) {
        return cohorts.get(ofBucket[bucket] - 1).name();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CohortAssignment it
                && it.module.equals(module)
                && it.text().equals(text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return "cohorts of module " + module + ":\n" + text();
    }
}
