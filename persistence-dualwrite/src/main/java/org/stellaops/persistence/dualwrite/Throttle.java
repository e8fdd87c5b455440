package org.stellaops.persistence.dualwrite;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import org.stellaops.persistence.dualwrite.protocol.SendLimit;

/** So many images in each second. Says how many may go now and never waits: a pass that waits would hold up a move. */
final class Throttle implements SendLimit {

    private final RateLimiter limiter;

    Throttle(String module, int imagesPerSecond) {
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
