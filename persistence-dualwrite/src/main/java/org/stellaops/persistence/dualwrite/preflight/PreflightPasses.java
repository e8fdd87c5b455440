// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.dualwrite.preflight.RepeatedValues.Repeated;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.LeftBehind;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.StoredDocument;

/** The passes over collections, and what they have found so far. For one run. */
final class PreflightPasses {

    private static final int REPORT_EVERY = 500;

    private final EntityType<?> type;
    private final LegacyBackend legacy;
    private final PreflightSettings settings;
    private final Consumer<PreflightProgress> progress;
    private final BooleanSupplier stopped;
    private final DocumentRules rules;
    private final List<UniqueRule> uniqueRules;
    private final RepeatedValues values;
    private final TypeCounts typeCounts;
    private final FindingCollector found;
    private final Map<String, LeftBehind> decisions;
    private final Map<String, Long> totals = new HashMap<>();
    private PreflightCounts counts = new PreflightCounts(0, 0, 0, 0);

    PreflightPasses(
            EntityType<?> type,
            LegacyBackend legacy,
            PreflightSettings settings,
            Consumer<PreflightProgress> progress,
            BooleanSupplier stopped) {
        this.type = type;
        this.legacy = legacy;
        this.settings = settings;
        this.progress = progress;
        this.stopped = stopped;
        this.rules = new DocumentRules(type);
        this.uniqueRules = UniqueRule.of(type);
        this.values = new RepeatedValues(totalOf(type) * uniqueRules.size());
        this.typeCounts = new TypeCounts(type);
        this.found = new FindingCollector(settings);
        this.decisions = legacy.leftBehind().list(type.name()).stream()
                .collect(Collectors.toMap(LeftBehind::id, Function.identity(), (first, second) -> second));
    }

    PreflightCounts counts() {
        return counts;
    }

    List<MemberTypes> types() {
        return typeCounts.all();
    }

    List<PreflightFinding> findings() {
        List<PreflightFinding> all = new ArrayList<>(found.all());
        typeCounts.all().stream().filter(MemberTypes::isDrifting).forEach(it -> all.add(drift(it)));
        return all.stream()
                .sorted(Comparator.comparing(PreflightFinding::kind).thenComparing(PreflightFinding::path))
                .toList();
    }

    private PreflightFinding drift(MemberTypes types) {
        long odd = types.byFrequency().stream()
                .skip(1)
                .filter(it -> !it.getKey().equals("null"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new PreflightFinding(
                PreflightKind.TYPE_DRIFT,
                types.path(),
                "has members of several types (" + types.describe() + ")",
                odd,
                List.of(),
                settings.counts(PreflightKind.TYPE_DRIFT));
    }

    /** Looks at every document by itself, and marks what may occur twice; false if it ended before the last one. */
    boolean documents() {
        return pass(type, "documents", this::examine);
    }

    private void examine(StoredDocument document) {
        document.visit(typeCounts);
        boolean ofLibrary =
                document.record().filter(it -> it.provisional().isPresent()).isPresent();
        boolean isDecided = document.problem()
                .filter(it -> isDecided(decisions.get(document.id()), String.valueOf(it.getMessage())))
                .isPresent();
        List<DocumentProblem> problems = ofLibrary || isDecided ? List.of() : rules.problemsOf(document);
        problems.stream().distinct().forEach(it -> found.add(it, nameFor(it, document)));
        boolean isRefused = problems.stream().anyMatch(it -> !it.kind().isStrictOnly());
        counts = new PreflightCounts(
                counts.read() + 1,
                counts.refused() + (isRefused ? 1 : 0),
                counts.leftBehind() + (isDecided ? 1 : 0),
                counts.ofLibrary() + (ofLibrary ? 1 : 0));
        eachValue(document, (rule, record) -> rule.valueOf(record).ifPresent(values::note));
    }

    private static String nameFor(DocumentProblem problem, StoredDocument document) {
        return problem.kind() == PreflightKind.LOST_ID ? document.rawId() : document.id();
    }

    private static boolean isDecided(@Nullable LeftBehind decision, String problem) {
        return decision != null && decision.problem().equals(problem);
    }

    /** Compares exactly what may occur twice. */
    void repeated() {
        int slices = values.slices();
        for (int slice = 0; slice < slices && !stopped.getAsBoolean(); slice++) {
            int at = slice;
            boolean complete = pass(
                    type,
                    "unique values",
                    document -> eachValue(
                            document,
                            (rule, record) -> rule.valueOf(record)
                                    .ifPresent(it -> values.compare(at, slices, rule, it, rule.nameOf(document)))));
            if (complete) {
                values.drain(this::clash);
            }
        }
    }

    private void clash(UniqueRule rule, Repeated repeated) {
        found.add(rule.kind(), rule.name(), rule.reason(), repeated.ids(), repeated.documents());
    }

    private interface EachValue {
        void of(UniqueRule rule, LegacyRecord record);
    }

    private void eachValue(StoredDocument document, EachValue each) {
        document.record()
                .filter(it -> it.provisional().isEmpty())
                .ifPresent(record -> uniqueRules.forEach(rule -> each.of(rule, record)));
    }

    /** Finds references to records that do not exist; about a million of those that do are kept in memory at once. */
    void references(ReferenceCheck check) {
        long parents = totalOf(check.parent());
        int slices = (int) (1 + parents / KeySet.MOST);
        for (int slice = 0; slice < slices && !stopped.getAsBoolean(); slice++) {
            int at = slice;
            KeySet keys = new KeySet();
            boolean complete = pass(
                    check.parent(),
                    check.name(),
                    document -> document.record()
                            .map(ReferenceCheck::keyOf)
                            .filter(it -> sliceOf(it, slices) == at)
                            .ifPresent(keys::add));
            if (complete) {
                boolean ignored = pass(
                        type,
                        check.name(),
                        document -> document.record()
                                .flatMap(check::referenceOf)
                                .filter(it -> sliceOf(it, slices) == at && !keys.contains(it))
                                .ifPresent(it -> found.add(missing(check), document.id())));
            }
        }
    }

    private static int sliceOf(long digest, int slices) {
        return (int) Long.remainderUnsigned(digest, slices);
    }

    private static DocumentProblem missing(ReferenceCheck check) {
        return new DocumentProblem(
                PreflightKind.FOREIGN_KEY,
                check.field(),
                "refers to a document of " + check.parent() + " that does not exist (" + check.name() + ")");
    }

    private boolean pass(EntityType<?> of, String phase, Consumer<StoredDocument> each) {
        long total = totalOf(of);
        long done = 0;
        try (Scan<StoredDocument> scan = legacy.store(of).scanDocuments()) {
            while (scan.hasNext()) {
                if (stopped.getAsBoolean() || !settings.allows(done)) {
                    return false;
                }
                each.accept(scan.next());
                done++;
                if (done % REPORT_EVERY == 0) {
                    report(phase, done, Math.max(done, total));
                }
            }
        }
        report(phase, done, done);
        return true;
    }

    /** Counted once: a count goes over a whole collection. */
    private long totalOf(EntityType<?> of) {
        return totals.computeIfAbsent(of.name(), it -> legacy.store(of).count());
    }

    private void report(String phase, long done, long total) {
        progress.accept(new PreflightProgress(type.module(), type.name(), phase, done, total));
    }
}
