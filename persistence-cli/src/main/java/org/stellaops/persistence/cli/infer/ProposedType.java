// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.List;
import java.util.Set;
import org.stellaops.persistence.entity.LegacyNaming;

/**
 * A proposed entity type.
 *
 * @param name the record class
 * @param module the module
 * @param table the root table
 * @param collection the collection
 * @param tenant the member that names the tenant; empty for a global type
 * @param tenantKind the name of its kind
 * @param idComponent the component of the id
 * @param idType its class in Java, with its annotation
 * @param naming how most members are named
 * @param fields the other components
 * @param keys unique keys and indexes, as annotations
 * @param notes what a person should look at
 * @param taken the types and tables of the module so far, its own included
 */
record ProposedType(
        String name,
        String module,
        String table,
        String collection,
        String tenant,
        String tenantKind,
        String idComponent,
        String idType,
        LegacyNaming naming,
        List<ProposedField> fields,
        ProposedKeys keys,
        List<Note> notes,
        Set<String> taken) {

    /**
     * Unique keys and indexes.
     *
     * @param unique as {@code @Unique} annotations
     * @param indexes as {@code @Index} annotations
     */
    record ProposedKeys(List<String> unique, List<String> indexes) {}
}
