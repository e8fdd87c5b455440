// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/**
 * Limits the images per second. Returns how many may be sent now and never waits: a waiting pass would delay a leader
 * change.
 */
public final class Throttle implements SendLimit {

    private final RateLimiter limiter;

    public Throttle(String module, int imagesPerSecond) {
        this.limiter = RateLimiter.of(
                "persistence-" + module + "-reconciler",
                RateLimiterConfig.custom()
                        .limitForPeriod(imagesPerSecond)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }

    @Override
    public int take(int wanted) {
        int allowed = Math.min(wanted, available());
        return allowed > 0 && limiter.acquirePermission(allowed) ? allowed : 0;
    }

    @Override
    public boolean isExhausted() {
        return available() == 0;
    }

    private int available() {
        return Math.max(0, limiter.getMetrics().getAvailablePermissions());
    }
}
