// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Stage;

/** A stage is asked for until it is reached or withdrawn, and each new reason against it is news once. */
class WishTest {

    private final Wish wish = new Wish();

    @Test
    void aWishStandsUntilItsStageIsReached() {
        assertState(Optional.empty());
        wish.ask(DUAL_WRITE);
        wish.reached(SHADOW_READ);
        assertState(Optional.of(DUAL_WRITE));

        wish.reached(DUAL_WRITE);

        assertState(Optional.empty());
    }

    @Test
    void aWishCanBeWithdrawnAndReplaced() {
        wish.ask(DUAL_WRITE);
        wish.ask(SHADOW_READ);
        assertState(Optional.of(SHADOW_READ));

        wish.withdraw();

        assertState(Optional.empty());
    }

    @Test
    void aRefusalIsNewsOnceForEachOfItsReasons() {
        wish.ask(DUAL_WRITE);

        assertThat(wish.refused(DUAL_WRITE, List.of("a"))).isTrue();
        assertThat(wish.refused(DUAL_WRITE, List.of("a"))).isFalse();
        assertThat(wish.refused(DUAL_WRITE, List.of("b"))).isTrue();
        assertThat(wish.now().reasons()).containsExactly("b");

        assertThat(wish.refused(SHADOW_READ, List.of("b")))
                .as("nobody asked for it")
                .isTrue();
        assertThat(wish.now().reasons()).containsExactly("b");
        wish.ask(DUAL_WRITE);
        assertThat(wish.now().reasons()).isEmpty();
    }

    private void assertState(Optional<Stage> stage) {
        assertThat(wish.now()).isEqualTo(new Wish.State(stage, List.of()));
    }
}
