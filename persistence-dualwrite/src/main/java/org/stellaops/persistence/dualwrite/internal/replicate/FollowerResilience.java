// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BreakerState;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.FollowerBreakerChanged;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;

/**
 * Circuit breaker and retry of a policy.
 *
 * @param breaker counts every attempt
 * @param retry repeats attempts whose fault allows it, while the breaker is closed
 */
public record FollowerResilience(CircuitBreaker breaker, Retry retry) {

    private static final double EACH_PAUSE_TIMES = 2.0;
    private static final double JITTER = 0.5;

    public static FollowerResilience of(ModuleContext context, FollowerPolicy policy) {
        String module = context.module();
        CircuitBreaker breaker =
                breaker(module, policy.breaker(), context.clock().dates());
        breaker.getEventPublisher()
                .onStateTransition(it -> context.listener()
                        .on(new FollowerBreakerChanged(
                                module,
                                state(it.getStateTransition().getFromState()),
                                state(it.getStateTransition().getToState()))));
        return new FollowerResilience(breaker, retry(module, policy.retry(), breaker));
    }

    private static CircuitBreaker breaker(String module, FollowerPolicy.Breaker policy, InstantSource clock) {
        return CircuitBreaker.of(
                module,
                CircuitBreakerConfig.custom()
                        .failureRateThreshold(policy.failureRate())
                        .slidingWindowSize(policy.calls())
                        .minimumNumberOfCalls(policy.calls())
                        .waitDurationInOpenState(policy.openFor())
                        .permittedNumberOfCallsInHalfOpenState(policy.probes())
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .build());
    }

    /** A probe is not repeated: it tests the follower once. */
    private static Retry retry(String module, FollowerPolicy.Retry policy, CircuitBreaker breaker) {
        return Retry.of(
                module,
                RetryConfig.custom()
                        .maxAttempts(policy.attempts())
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(
                                policy.firstPause(), EACH_PAUSE_TIMES, JITTER, policy.longestPause()))
                        .retryOnException(it -> isWorthAnother(it) && breaker.getState() == CircuitBreaker.State.CLOSED)
                        .build());
    }

    /** Only transient faults; sends are fenced, so even one that took effect may be repeated. */
    private static boolean isWorthAnother(Throwable thrown) {
        return thrown instanceof StoreException it
                && (it.fault().kind() == Fault.Kind.UNAVAILABLE || it.fault().kind() == Fault.Kind.NO_ANSWER);
    }

    private static BreakerState state(CircuitBreaker.State state) {
        return switch (state) {
            case OPEN, FORCED_OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
        };
    }
}
