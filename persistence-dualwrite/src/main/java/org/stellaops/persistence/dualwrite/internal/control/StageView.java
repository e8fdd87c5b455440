package org.stellaops.persistence.dualwrite.internal.control;

import java.util.function.Consumer;
import org.stellaops.persistence.cutover.Stage;

/** The stage of a module in this process. Safe for concurrent use; entered by one thread at a time. */
public final class StageView {

    private final Consumer<Stage> beforeEntering;
    private volatile Standing standing;

    /**
     * A stage, and how often the leader has changed so far.
     *
     * @param lead distinguishes two periods in which the same store leads
     */
    public record Standing(Stage stage, long lead) {}

    public StageView(Stage first, Consumer<Stage> beforeEntering) {
        this.beforeEntering = beforeEntering;
        this.standing = new Standing(first, 0);
    }

    public Standing now() {
        return standing;
    }

    public Stage current() {
        return standing.stage();
    }

    public void enter(Stage next) {
        beforeEntering.accept(next);
        Standing before = standing;
        boolean sameLeader = before.stage().leader() == next.leader();
        standing = new Standing(next, sameLeader ? before.lead() : before.lead() + 1);
    }
}
