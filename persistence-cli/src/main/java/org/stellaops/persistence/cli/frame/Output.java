// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.function.Consumer;
import org.stellaops.persistence.RecordKey;

/**
 * Results on standard output: lines for a person, or one JSON object a line.
 *
 * @param out where they go
 * @param json whether they are JSON
 */
public record Output(PrintWriter out, boolean json) {

    /** One result, in whichever form was asked for. */
    public void result(String text, Consumer<ObjectNode> fields) {
        if (json) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            fields.accept(line);
            print(line.toString());
        } else {
            print(printable(text));
        }
    }

    /** A result that another program reads as it is, such as a script: lines and control characters stay. */
    public void script(String text, Consumer<ObjectNode> fields) {
        if (json) {
            result("", fields);
        } else {
            print(text.stripTrailing());
        }
    }

    /** A line that only a person needs, such as a total. */
    public void note(String text) {
        if (!json) {
            print(printable(text));
        }
    }

    /** The fields that name a key. */
    public static void key(ObjectNode line, String module, String entity, RecordKey key) {
        line.put("module", module);
        line.put("entity", entity);
        key.tenant().ifPresent(it -> line.put("tenant", it));
        line.put("id", key.id());
    }

    /** A key is text of a user, so control characters are not let through to a terminal. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(it -> shown.appendCodePoint(Character.isISOControl(it) ? '\uFFFD' : it));
        return shown.toString();
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }
}
