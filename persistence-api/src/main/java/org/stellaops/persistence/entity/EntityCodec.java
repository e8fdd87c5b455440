// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import org.stellaops.persistence.value.Struct;

/**
 * Converts between an application's type and the content of a record.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Never.
 */
public interface EntityCodec<T> {

    /** The id of an entity, as text. */
    String idOf(T entity);

    /**
     * The content of an entity; missing fields are left out.
     *
     * @throws IllegalArgumentException if a value has no form that can be stored, with its path
     */
    Struct contentOf(T entity);

    /** The entity of an id and a content that the entity type accepts. */
    T entityOf(String id, Struct content);
}
