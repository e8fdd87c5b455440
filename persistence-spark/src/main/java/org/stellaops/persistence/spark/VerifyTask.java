// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.verify.ReportText;
import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.spi.KeyRange;

/** Verifies a range of keys in an executor; may run twice, and changes nothing. */
record VerifyTask(Job job, VerificationMode mode, int findings, List<Boundary> boundaries)
        implements Function<Integer, String> {

    /** No report: there was no slot in time. */
    static final String NONE = "";

    /** A key between two ranges. */
    record Boundary(@Nullable String tenant, String id) implements Serializable {

        static Boundary of(RecordKey key) {
            return new Boundary(key.tenantOrNull(), key.id());
        }

        RecordKey key() {
            return new RecordKey(tenant, id);
        }
    }

    /** The {@link ReportText} of a range. */
    @Override
    public String call(Integer range) {
        JobModule module = OpenModules.of(job);
        KeyRange keys = KeyRange.between(boundaries.stream().map(Boundary::key).toList())
                .get(range);
        return new SlottedWork(module.slots(job.limits()), job.limits().patience())
                .result(stopped -> verified(module, keys, stopped))
                .orElse(NONE);
    }

    private Optional<String> verified(JobModule module, KeyRange keys, BooleanSupplier stopped) {
        VerificationReport report = module.module()
                .verifyRange(
                        module.type(job),
                        keys,
                        VerificationSettings.defaults().withMode(mode).withFindings(findings),
                        stopped);
        return !report.complete() && stopped.getAsBoolean() ? Optional.empty() : Optional.of(ReportText.write(report));
    }
}
