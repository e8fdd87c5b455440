package org.stellaops.persistence.dualwrite.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DualWriteListenerTest {

    private static final DualWriteEvent EVENT = new DualWriteEvent.FenceRestored("things", 1, 2);

    @Test
    void aListenerThatThrowsDoesNotKeepTheNextFromHearing() {
        List<DualWriteEvent> heard = new ArrayList<>();
        DualWriteListener broken = event -> {
            throw new AssertionError("planned");
        };

        broken.andThen(heard::add).on(EVENT);

        assertThat(heard).containsExactly(EVENT);
    }

    @Test
    void aRouterHandlesOnlyWhatItWasToldTo() {
        List<DualWriteEvent> heard = new ArrayList<>();
        EventRouter router = new EventRouter().when(DualWriteEvent.FenceRestored.class, heard::add);

        router.on(EVENT);
        router.on(new DualWriteEvent.ReconcilerPass("things", "a", 1, 0));

        assertThat(heard).containsExactly(EVENT);
    }
}
