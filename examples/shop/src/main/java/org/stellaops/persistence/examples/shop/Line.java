// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

/** One line of an order, a row of a child table. */
public record Line(String sku, int quantity) {}
