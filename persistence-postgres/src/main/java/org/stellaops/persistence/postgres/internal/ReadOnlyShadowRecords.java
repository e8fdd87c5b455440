// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.ReadShapeRow;
import org.stellaops.persistence.spi.ShadowRecords;

/** What shadow reads found, to be looked at only. */
record ReadOnlyShadowRecords(ShadowRecords records) implements ShadowRecords {

    @Override
    public List<DivergenceRow> latest(int limit) {
        return ReadOnly.orElse(() -> records.latest(limit), List.of());
    }

    @Override
    public List<ReadShapeRow> coverage(Instant since) {
        return ReadOnly.orElse(() -> records.coverage(since), List.of());
    }

    @Override
    public void save(List<DivergenceRow> divergences) {
        throw Database.readOnly("keeping divergences");
    }

    @Override
    public void saveCoverage(String process, List<ReadShapeRow> shapes) {
        throw Database.readOnly("keeping the coverage of reads");
    }

    @Override
    public long removeBefore(Instant moment) {
        throw Database.readOnly("removing old divergences");
    }
}
