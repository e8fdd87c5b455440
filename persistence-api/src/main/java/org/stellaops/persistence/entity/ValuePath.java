// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is in a content or document; its text is made when there is a problem to name, which is seldom.
 *
 * @param outer what it is in; null for the whole
 * @param name the name of a member
 * @param index that of an element of a list; negative for a member
 */
record ValuePath(@Nullable ValuePath outer, String name, int index) {

    static final ValuePath WHOLE = new ValuePath(null, "", -1);

    ValuePath member(String member) {
        return new ValuePath(this, member, -1);
    }

    /** Where these names lead to, one in the other. */
    ValuePath member(List<String> path) {
        return member(path.size() == 1 ? path.get(0) : String.join(".", path));
    }

    ValuePath element(int at) {
        return new ValuePath(this, "", at);
    }

    /** The path, such as {@code affected[3].ranges}; empty for the whole. */
    String text() {
        if (outer == null) {
            return "";
        }
        String before = outer.text();
        if (index >= 0) {
            return before + "[" + index + "]";
        }
        return before.isEmpty() ? name : before + "." + name;
    }
}
