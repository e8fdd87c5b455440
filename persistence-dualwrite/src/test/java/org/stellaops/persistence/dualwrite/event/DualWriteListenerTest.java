// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DualWriteListenerTest {

    private static final DualWriteEvent EVENT = new DualWriteEvent.FenceRestored("things", 1, 2);

    @Test
    void aListenerThatThrowsDoesNotKeepTheNextFromReceiving() {
        List<DualWriteEvent> received = new ArrayList<>();
        DualWriteListener broken = event -> {
            throw new AssertionError("planned");
        };

        broken.andThen(received::add).on(EVENT);

        assertThat(received).containsExactly(EVENT);
    }

    @Test
    void aRouterHandlesOnlyWhatItIsRegisteredFor() {
        List<DualWriteEvent> received = new ArrayList<>();
        EventRouter router = new EventRouter().when(DualWriteEvent.FenceRestored.class, received::add);

        router.on(EVENT);
        router.on(new DualWriteEvent.ReconcilerPass("things", "a", 1, 0));

        assertThat(received).containsExactly(EVENT);
    }
}
