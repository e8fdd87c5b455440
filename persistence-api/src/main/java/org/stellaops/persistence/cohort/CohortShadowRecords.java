// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.ReadShapeRow;
import org.stellaops.persistence.spi.ShadowRecords;

/** What was found of a cohort's keys, and which shapes of its reads were compared: these under names of entity types of its own. */
record CohortShadowRecords(CohortFilter filter, ShadowRecords all) implements ShadowRecords {

    @Override
    public void save(List<DivergenceRow> divergences) {
        all.save(divergences);
    }

    /** Of the latest of all cohorts, so that there may be fewer. */
    @Override
    public List<DivergenceRow> latest(int limit) {
        return all.latest(limit).stream().filter(it -> filter.owns(it.key())).toList();
    }

    @Override
    public void saveCoverage(String process, List<ReadShapeRow> shapes) {
        all.saveCoverage(
                process,
                shapes.stream().map(it -> named(it, filter.nameOf(it.entity()))).toList());
    }

    @Override
    public List<ReadShapeRow> coverage(Instant since) {
        String prefix = filter.nameOf("");
        return all.coverage(since).stream()
                .filter(it -> it.entity().startsWith(prefix))
                .map(it -> named(it, it.entity().substring(prefix.length())))
                .toList();
    }

    @Override
    public long removeBefore(Instant moment) {
        return all.removeBefore(moment);
    }

    private static ReadShapeRow named(ReadShapeRow row, String entity) {
        return new ReadShapeRow(
                entity, row.operation(), row.shape(), row.uses(), row.compared(), row.confirmed(), row.lastCompared());
    }
}
