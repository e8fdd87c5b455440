// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;

/**
 * Sends what is pending to the followers when an application stops. It is a courtesy: what is acknowledged is in the store that
 * leads, with its pending flag, and is sent by another process or by the next start.
 */
public final class PersistenceShutdown implements SmartLifecycle {

    /** After the web server has stopped, which takes the two phases of 1024 below the default one. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 3 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(PersistenceShutdown.class);

    private final Persistence persistence;
    private final Duration longest;
    private volatile boolean running;

    PersistenceShutdown(Persistence persistence, Duration longest) {
        this.persistence = persistence;
        this.longest = longest;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        persistence.modules().stream()
                .filter(it -> it.isOpen() && it.stage().writes() == Reach.BOTH)
                .forEach(this::drain);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void drain(PersistenceModule module) {
        if (longest.isZero() || longest.isNegative() || !module.health().bothStoresAnswer()) {
            return;
        }
        try {
            if (!module.dualWrite().drain(longest)) {
                LOG.info(
                        "module {} stops with keys that are pending or on their way; other processes send them, or this one later",
                        module.name());
            }
        } catch (StoreException e) {
            LOG.info(
                    "module {} stops with pending keys, because a store does not answer: {}",
                    module.name(),
                    e.getMessage());
        }
    }
}
