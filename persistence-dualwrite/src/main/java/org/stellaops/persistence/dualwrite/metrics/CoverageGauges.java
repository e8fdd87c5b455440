// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;

/** Gauges of how far the reads of a module are compared. */
final class CoverageGauges {

    private CoverageGauges() {}

    static void register(MeterRegistry registry, String module, Supplier<CoverageReport> coverage) {
        Tags tags = Tags.of("module", module);
        register(
                registry,
                "persistence.coverage.shapes",
                tags,
                coverage,
                it -> it.shapes().size());
        register(
                registry,
                "persistence.coverage.never.compared",
                tags,
                coverage,
                it -> it.neverCompared().size());
        register(registry, "persistence.coverage.bound", tags, coverage, CoverageReport::divergenceBound);
    }

    private static void register(
            MeterRegistry registry,
            String name,
            Tags tags,
            Supplier<CoverageReport> coverage,
            ToDoubleFunction<CoverageReport> number) {
        Gauge.builder(name, () -> number.applyAsDouble(coverage.get()))
                .tags(tags)
                .register(registry);
    }
}
