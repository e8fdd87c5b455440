// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of templates.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface TemplateRepository {

    /** A template for a kind of channel in a locale and in the one to fall back to, as far as there are such, by locale. */
    List<Template> inLocales(
            @TenantParameter String tenant,
            String templateKey,
            Template.ChannelKind kind,
            String locale,
            String fallback,
            int limit);
}
