// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.time.Instant;
import java.util.List;

/** Keeps nothing. */
final class NoShadowRecords implements ShadowRecords {

    @Override
    public void save(List<DivergenceRow> divergences) {}

    @Override
    public List<DivergenceRow> latest(int limit) {
        return List.of();
    }

    @Override
    public void saveCoverage(String process, List<ReadShapeRow> shapes) {}

    @Override
    public List<ReadShapeRow> coverage(Instant since) {
        return List.of();
    }

    @Override
    public long removeBefore(Instant moment) {
        return 0;
    }
}
