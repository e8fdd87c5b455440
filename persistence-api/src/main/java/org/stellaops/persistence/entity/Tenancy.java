// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

/** Whether records belong to tenants. */
public enum Tenancy {
    /** Each record belongs to one tenant; there is no access without one. */
    TENANT,
    /** Records belong to no tenant. */
    GLOBAL
}
