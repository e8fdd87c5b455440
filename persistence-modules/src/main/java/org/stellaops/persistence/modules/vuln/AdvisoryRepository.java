// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.List;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.runtime.NotCompared;

/**
 * Reads of advisories, ordered by id.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface AdvisoryRepository {

    /** The first advisories that have another name, such as a CVE. */
    List<Document> byAlias(String alias, int limit);

    /** The first advisories about a package, by its package URL as the source wrote it. */
    List<Document> byPackageUrl(String packageUrl, int limit);

    /** The first advisories whose summary or details contain all these words. PostgreSQL finds other forms of an English word too; MongoDB finds the words as they are, in any case. */
    @NotCompared("PostgreSQL finds other forms of a word")
    List<Document> search(String words, int limit);
}
