// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.catalogue.DocumentGenerator.Generated;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.simulator.advisory.OsvGenerator;

/** The records of a type: of an advisory, malformed documents as sources publish them; of all others, generated fields. */
final class Records {

    private static final int SEEDS_OF_A_REVISION = 100;

    private final EntityType<?> type;
    private final int most;
    private final DocumentGenerator generator;
    private final Map<Long, List<String>> lines = new ConcurrentHashMap<>();

    /** Records with indexes below {@code most}. */
    Records(EntityType<?> type, int most) {
        this.type = type;
        this.most = most;
        this.generator = new DocumentGenerator(type);
    }

    Generated generate(int index, int revision) {
        return type.equals(Advisories.TYPE) ? advisory(index, revision) : generator.generate(index, revision);
    }

    /** The first one that can be stored: some lines of the generator cannot. */
    private Generated advisory(int index, int revision) {
        for (long seed = (long) revision * SEEDS_OF_A_REVISION; ; seed++) {
            String line = lines.computeIfAbsent(
                            seed, it -> new OsvGenerator(it).stream(most).toList())
                    .get(index);
            if (Osv.read(line) instanceof OsvLine.Advisory it && it.key().id().endsWith(String.format("%06d", index))) {
                return new Generated(it.key(), it.content());
            }
        }
    }
}
