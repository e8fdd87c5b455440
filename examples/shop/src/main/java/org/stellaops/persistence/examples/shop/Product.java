// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import java.math.BigDecimal;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;

/** What is sold, the same for all tenants. */
@Entity(module = "shop", table = "products")
public record Product(@Id String sku, String name, BigDecimal price) {}
