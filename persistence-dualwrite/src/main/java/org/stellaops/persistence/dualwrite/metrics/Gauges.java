// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Gauges that show the last value set. */
final class Gauges {

    /** Name and tags. */
    private record Series(String name, Tags tags) {}

    private final MeterRegistry registry;
    private final Map<Series, AtomicReference<Double>> last = new ConcurrentHashMap<>();

    Gauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void set(String name, Tags tags, Number number) {
        set(name, tags, number, null);
    }

    /** A gauge with a base unit, which Micrometer appends to the name for systems that expect that. */
    void set(String name, Tags tags, Number number, @Nullable String unit) {
        last.computeIfAbsent(new Series(name, tags), it -> register(it, unit)).set(number.doubleValue());
    }

    private AtomicReference<Double> register(Series series, @Nullable String unit) {
        AtomicReference<Double> number = new AtomicReference<>(0.0);
        Gauge.builder(series.name(), number, AtomicReference::get)
                .tags(series.tags())
                .baseUnit(unit)
                .register(registry);
        return number;
    }
}
