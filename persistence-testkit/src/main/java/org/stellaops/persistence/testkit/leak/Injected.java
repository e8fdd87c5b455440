// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.leak;

/** Texts that must not leave the process in words: passwords, and values of documents. */
public final class Injected {

    /** What {@link OutputWatch} looks for; part of every injected text. */
    public static final String MARK = "zz9-injected";

    private Injected() {}

    /** A password, or a value of a document, that no log line may show. */
    public static String text(String name) {
        return name + "-" + MARK;
    }
}
