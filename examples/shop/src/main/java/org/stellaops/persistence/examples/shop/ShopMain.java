// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;

/** Opens the stores that a file names, sells something and says so: {@code ShopMain shop.yaml}. */
public final class ShopMain {

    private ShopMain() {}

    /** Runs the service with a configuration file. */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: ShopMain CONFIG");
            System.exit(64);
        }
        try (Persistence persistence = Persistence.open(Config.load(Path.of(args[0])), ShopModule.descriptor())) {
            System.out.println(serve(new Shop(persistence)));
        }
    }

    /** One product, one order of it. */
    static String serve(Shop shop) {
        Product tea = new Product("tea-1", "Tea", new BigDecimal("4.50"));
        Order order = new Order(
                UUID.randomUUID().toString(),
                "Ada",
                900,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                null,
                List.of("gift"),
                List.of(new Line(tea.sku(), 2)),
                null);
        if (!shop.sell(tea).isApplied() || !shop.place("acme", order).isApplied()) {
            throw new IllegalStateException("the store took neither product nor order; see the log");
        }
        return "orders above 5.00: " + shop.above("acme", 500).size();
    }
}
