// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

/** How it is decided which reads belong to the sample. */
public enum SampleBy {
    /** Each read on its own. */
    READ,
    /**
     * All reads of a key, or none, by a hash that is the same in every process; reads of no single key as {@link #READ}.
     */
    KEY,
    /** All reads of a tenant, or none, by a hash that is the same in every process; reads of no tenant as {@link #READ}. */
    TENANT
}
