// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.settings.EntityPair;

/**
 * One call of a module's own repository, which can be repeated at either store.
 *
 * @param module the module
 * @param repository the name of the interface, under which differences are reported in place of an entity type
 * @param method the name of the method, by which calls are counted
 * @param key tells calls with other arguments apart, without showing them
 * @param pairs the entity types that it may read
 * @param ask repeats the call at a store; answers are compared by {@code equals}
 */
public record RepositoryCall(
        String module, String repository, String method, RecordKey key, List<EntityPair> pairs, Question ask) {

    /** A call that can be repeated. */
    @FunctionalInterface
    public interface Question {

        /** The answer of a store. */
        @Nullable
        Object at(Side side);
    }

    /** Takes an unmodifiable copy. */
    public RepositoryCall {
        pairs = List.copyOf(pairs);
    }

    /** A call whose key begins with the name of the method, before a {@code #}. */
    public RepositoryCall(String module, String repository, RecordKey key, List<EntityPair> pairs, Question ask) {
        this(module, repository, key.id().split("#", 2)[0], key, pairs, ask);
    }
}
