// SPDX-License-Identifier: Apache-2.0
/** Cohorts of a module's tenants, each with a leader of its own (section 5.4 of {@code docs/spec/protocol.md}). */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.cohort;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
