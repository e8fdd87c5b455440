/** Tenants go from one cohort of a module to another one (section 5.4 of {@code docs/spec/protocol.md}). */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.reassign;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
