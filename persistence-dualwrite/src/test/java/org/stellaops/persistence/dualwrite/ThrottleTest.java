// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.internal.reconcile.Throttle;

class ThrottleTest {

    @Test
    void aSecondHasItsShareAndNoMore() {
        Throttle throttle = new Throttle("things", 1_000_000);

        assertThat(throttle.take(0)).isZero();
        assertThat(throttle.take(400_000)).isEqualTo(400_000);
        assertThat(throttle.isExhausted()).isFalse();
    }

    @Test
    void whatIsUsedUpComesBackInTheNextSecond() {
        Throttle throttle = new Throttle("things", 3);

        await().until(() -> throttle.take(5) == 3);
        await().until(() -> !throttle.isExhausted());
        await().until(() -> throttle.take(1) == 1);
    }
}
