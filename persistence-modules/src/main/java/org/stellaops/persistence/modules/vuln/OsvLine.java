// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Struct;

/** The result of reading one line of OSV text: an advisory, or a rejection with its reason. */
public sealed interface OsvLine {

    /**
     * An advisory that can be stored.
     *
     * @param key its key
     * @param document the document as published, its {@code id} included
     * @param content the same as fields of {@link Advisories#TYPE}
     */
    record Advisory(RecordKey key, Struct document, Struct content) implements OsvLine {}

    /**
     * A line that is no advisory, or cannot be stored.
     *
     * @param id the id, if the line has one that can be shown
     * @param reason why, without any part of the document
     */
    record Refused(Optional<String> id, String reason) implements OsvLine {}
}
