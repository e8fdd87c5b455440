package org.stellaops.persistence.mongo.internal;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/**
 * Waits for indexes no longer than for any other statement. On a large collection a build takes minutes; it then
 * continues on its own thread, one per store, while the store is already in use. With a deadline, the server would
 * abort the build, and the module could never start.
 */
final class IndexBuild {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.mongo.setup");

    private final String place;
    private final Duration patience;
    private final Runnable build;
    private final AtomicReference<@Nullable FutureTask<Boolean>> current = new AtomicReference<>();

    IndexBuild(String place, Duration patience, Runnable build) {
        this.place = place;
        this.patience = patience;
        this.build = build;
    }

    /**
     * Returns when the indexes exist, or after the maximum wait.
     *
     * @throws StoreException if the build failed; the next call tries again
     */
    void awaitOrLeave() {
        FutureTask<Boolean> task = runningOrNew();
        try {
            if (!task.get(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("a build answers true, or fails");
            }
        } catch (TimeoutException e) {
            LOG.warn("the indexes of {} are still being built; until they exist, unique keys are not enforced", place);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Fault.Kind.INTERRUPTED, "tried to build the indexes of " + place, e);
        } catch (ExecutionException e) {
            current.compareAndSet(task, null);
            throw e.getCause() instanceof StoreException it
                    ? new StoreException(it.fault(), it)
                    : new StoreException(Fault.Kind.BROKEN, "tried to build the indexes of " + place, null);
        }
    }

    private FutureTask<Boolean> runningOrNew() {
        FutureTask<Boolean> fresh = new FutureTask<>(build, true);
        FutureTask<Boolean> running = current.compareAndExchange(null, fresh);
        if (running != null) {
            return running;
        }
        Thread thread = new Thread(fresh, "persistence-mongo-index-build");
        thread.setDaemon(true);
        thread.start();
        return fresh;
    }
}
