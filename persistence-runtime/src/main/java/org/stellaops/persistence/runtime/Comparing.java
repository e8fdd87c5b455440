// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import io.micrometer.observation.ObservationRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.shadow.ReadContext;
import org.stellaops.persistence.dualwrite.sink.DivergenceSink;
import org.stellaops.persistence.dualwrite.sink.NdjsonSink;
import org.stellaops.persistence.dualwrite.sink.SinkDelivery;
import org.stellaops.persistence.dualwrite.sink.TableSink;
import org.stellaops.persistence.runtime.config.DivergenceSettings;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * What a process hands to the comparisons and the observation of each of its modules.
 *
 * @param context carries what callers set on their threads
 * @param sinks make the sinks of a module beside those of the configuration
 * @param observations observes both halves of a write
 * @param reports receives the failures of sinks
 */
record Comparing(
        ReadContext context,
        List<Function<String, DivergenceSink>> sinks,
        ObservationRegistry observations,
        DualWriteListener reports,
        InstantSource clock) {

    /** The delivery of one module to its sinks, not started. */
    SinkDelivery delivery(
            String module, DivergenceSettings settings, TargetBackend target, Supplier<CoverageReport> coverage) {
        List<DivergenceSink> all = new ArrayList<>();
        if (settings.table() == DivergenceSettings.Table.WRITTEN) {
            all.add(new TableSink(
                    target.shadowRecords(), UUID.randomUUID().toString(), coverage, settings.keep(), clock));
        }
        settings.file().ifPresent(it -> all.add(new NdjsonSink(it, settings.fileBytes())));
        sinks.forEach(it -> all.add(it.apply(module)));
        return new SinkDelivery(module, all, reports, clock);
    }
}
