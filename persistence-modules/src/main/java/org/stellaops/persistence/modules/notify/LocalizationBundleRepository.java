// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of localized texts.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface LocalizationBundleRepository {

    /** The bundles of a key in a locale and in those that are the default, by locale. */
    List<LocalizationBundle> forLocale(@TenantParameter String tenant, String bundleKey, String locale, int limit);
}
