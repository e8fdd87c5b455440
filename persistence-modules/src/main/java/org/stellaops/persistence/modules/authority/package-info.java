/** The module {@code authority}: identity, clients, tokens and licenses. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.modules.authority;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
