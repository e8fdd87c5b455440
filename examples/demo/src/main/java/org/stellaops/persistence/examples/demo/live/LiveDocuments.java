// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.live;

import java.util.List;
import java.util.random.RandomGenerator;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.simulator.advisory.OsvGenerator;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Contents for the load to write, as malformed as real advisories. Safe for concurrent use. */
public final class LiveDocuments {

    private static final int TEMPLATES = 64;
    private static final int LINES = 200;

    private final List<Struct> templates;

    /** Contents from a seed. */
    public LiveDocuments(long seed) {
        this.templates = new OsvGenerator(seed)
                .stream(LINES)
                        .map(Osv::read)
                        .filter(OsvLine.Advisory.class::isInstance)
                        .map(it -> ((OsvLine.Advisory) it).document())
                        .limit(TEMPLATES)
                        .toList();
    }

    /** A content that differs from every other revision of this key. */
    Struct next(RecordKey key, long revision, RandomGenerator dice) {
        Struct template = templates.get(dice.nextInt(templates.size()));
        return contentOf(key, template.with("summary", Value.of("Live revision " + revision + " of " + key.id())));
    }

    /** The content of a document under a key. */
    public static Struct contentOf(RecordKey key, Struct document) {
        return Advisories.TYPE.legacyMapping().fromDocument(key, document.with("id", Value.of(key.id())));
    }
}
