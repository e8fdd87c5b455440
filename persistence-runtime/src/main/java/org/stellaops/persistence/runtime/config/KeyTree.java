// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** Builds the tree that a file would have from keys with whole paths. */
final class KeyTree {

    private KeyTree() {}

    static ObjectNode of(Map<String, String> values) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        // In order, so that a section comes before what it contains.
        new TreeMap<>(values).forEach((path, value) -> put(root, path.split("\\."), value));
        return root;
    }

    private static void put(ObjectNode root, String[] path, String value) {
        ObjectNode section = root;
        for (int at = 0; at < path.length - 1; at++) {
            section = section.get(path[at]) instanceof ObjectNode known ? known : section.putObject(path[at]);
        }
        section.put(path[path.length - 1], value);
    }
}
