// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.orders;

import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.TenantStore;

/** Takes orders and answers them, with a status for each outcome of a write. */
@RestController
class OrderController {

    private final TenantStore<Order> orders;

    OrderController(Persistence persistence) {
        this.orders = persistence.tenantStore(Order.class);
    }

    @PutMapping("/{tenant}/orders/{id}")
    ResponseEntity<String> put(@PathVariable String tenant, @PathVariable String id, @RequestBody Order order) {
        if (!order.orderId().equals(id)) {
            return ResponseEntity.badRequest().body("the path names another order than the body");
        }
        return orders.forTenant(tenant)
                .put(order, Precondition.none())
                .fold(
                        applied -> ResponseEntity.ok(applied.revision().toString()),
                        conflict -> ResponseEntity.status(HttpStatus.CONFLICT).body(conflict.reason()),
                        rejected -> ResponseEntity.status(422).body(rejected.reason()),
                        notApplied -> ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                                .body(notApplied.fault().message()),
                        unknown -> ResponseEntity.status(HttpStatus.GATEWAY_TIMEOUT)
                                .body(unknown.fault().message()));
    }

    @GetMapping("/{tenant}/orders/{id}")
    ResponseEntity<Order> get(@PathVariable String tenant, @PathVariable String id) {
        Optional<Order> found = orders.forTenant(tenant).find(id);
        return found.map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.notFound().build());
    }
}
