// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service. The library needs no line here: {@code application.yml} configures it, and {@link Order} is found. */
@SpringBootApplication
public class OrdersApplication {

    /** For Spring. */
    public OrdersApplication() {}

    /** Starts the service. */
    public static void main(String[] args) {
        SpringApplication.run(OrdersApplication.class, args);
    }
}
