/** The module {@code policy}: policy packs, evaluations and exceptions. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.modules.policy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
