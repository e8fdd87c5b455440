// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.net.InetSocketAddress;
import java.util.Locale;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/**
 * The setup for measurements with one side as leader.
 *
 * <p>Three modules on the same two servers: one alone; one whose follower is behind a proxy that can hang and reject;
 * one
 * whose follower is reached directly, so that a stopped server means a rejected connection. Beside them the bare
 * driver.
 */
final class Rig implements AutoCloseable {

    private final Engines engines;
    private final Side follower;
    private final FaultProxy proxy;
    private final Writer driver;
    private final BenchModule alone;
    private final BenchModule proxied;
    private final BenchModule direct;
    private final OpenResources closing = new OpenResources();

    Rig(Engines engines, Side leader, int callers) {
        this.engines = engines;
        this.follower = leader.other();
        try {
            this.proxy = closing.later(FaultProxy.before(engines.address(follower)));
            this.driver = driver(leader, callers);
            this.alone = module("alone", leader == Side.LEGACY ? Stage.LEGACY_ONLY : Stage.TARGET_ONLY, false);
            Stage both = leader == Side.LEGACY ? Stage.DUAL_WRITE : Stage.RAMP_DOWN;
            this.proxied = module("proxied", both, true);
            this.direct = module("direct", both, false);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    Writer writer(Situation situation) {
        return switch (situation) {
            case DRIVER -> driver;
            case ALONE, ALONE_AGAIN -> alone;
            case STOPPED -> direct;
            case HEALTHY, HUNG, REFUSING -> proxied;
        };
    }

    /** Breaks the follower, if the situation requires it. */
    void before(Situation situation) {
        switch (situation) {
            case STOPPED -> engines.stop(follower);
            case HUNG -> proxy.stall();
            case REFUSING -> proxy.refuse();
            case DRIVER, ALONE, ALONE_AGAIN, HEALTHY -> {}
        }
    }

    /** Restores it and waits until no work of this block is left, so that all blocks start alike. */
    void after(Situation situation) {
        if (situation == Situation.STOPPED) {
            engines.startAgain(follower);
        }
        proxy.forward();
        if (situation == Situation.STOPPED) {
            direct.recover();
        }
        if (situation.hasFollower()) {
            proxied.recover();
        }
    }

    private Writer driver(Side leader, int callers) {
        return leader == Side.LEGACY
                ? closing.later(new LegacyDriver(engines.mongo().connectionString()))
                : closing.later(new TargetDriver(engines.postgres().createDatabase("driver"), callers));
    }

    private BenchModule module(String name, Stage stage, boolean behindProxy) {
        InetSocketAddress mongo = engines.address(Side.LEGACY);
        PostgresDatabase postgres = engines.postgres().createDatabase(name);
        if (behindProxy && follower == Side.LEGACY) {
            mongo = proxy.address();
        } else if (behindProxy) {
            postgres = postgres.via(proxy.address());
        }
        // Both leaders use one MongoDB server one after the other, so the name distinguishes them.
        return closing.later(
                new BenchModule(name + "_" + follower.name().toLowerCase(Locale.ROOT), stage, mongo, postgres));
    }

    @Override
    public void close() {
        closing.close();
    }
}
