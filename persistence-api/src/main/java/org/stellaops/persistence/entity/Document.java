// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import org.stellaops.persistence.value.Struct;

/**
 * An entity without a class of its own: its id and its content as values.
 *
 * @param id the id within its tenant
 * @param content the fields
 */
public record Document(String id, Struct content) {}
