// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;

class SamplingTest {

    /** Computed by another program. */
    private static final double SHARE_OF_ORDER_1 = 0.13593882024601778;

    private static final ShadowReadPolicy TENTH = ShadowReadPolicy.cautious().withSampleRate(0.1);

    @Test
    void aKeyIsAlwaysOrNeverSampledAndKeysFallEvenly() {
        ShadowReadPolicy byKey = TENTH.withSampleBy(SampleBy.KEY);

        long sampled = IntStream.range(0, 10_000)
                .filter(i -> Sampling.ofKey(byKey, RecordKey.global("key-" + i), () -> 0.99))
                .count();

        assertThat(sampled).isBetween(900L, 1_100L);
        assertThat(IntStream.range(0, 10_000)
                        .filter(i -> Sampling.ofKey(byKey, RecordKey.global("key-" + i), () -> 0.0))
                        .count())
                .isEqualTo(sampled);
    }

    @Test
    void theShareOfAKeyIsTheSameInEveryProcess() {
        // A change of these numbers changes which keys a running fleet samples.
        assertThat(Sampling.share("acme", "order-1")).isEqualTo(SHARE_OF_ORDER_1);
        assertThat(Sampling.share(null, "order-1")).isNotEqualTo(SHARE_OF_ORDER_1);
    }

    @Test
    void aTenantIsAlwaysOrNeverSampledWhateverIsRead() {
        ShadowReadPolicy byTenant = TENTH.withSampleBy(SampleBy.TENANT);

        for (int i = 0; i < 100; i++) {
            String tenant = "tenant-" + i;
            boolean sampled = Sampling.ofTenant(byTenant, Optional.of(tenant), () -> 0.5);
            assertThat(Sampling.ofKey(byTenant, RecordKey.of(tenant, "a"), () -> 0.0))
                    .isEqualTo(sampled);
            assertThat(Sampling.ofKey(byTenant, RecordKey.of(tenant, "b"), () -> 0.99))
                    .isEqualTo(sampled);
        }
        assertThat(Sampling.ofTenant(byTenant, Optional.empty(), () -> 0.0)).isTrue();
        assertThat(Sampling.ofTenant(byTenant, Optional.empty(), () -> 0.5)).isFalse();
    }
}
