/** The module {@code issuer}: trust anchors, their keys and weights. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.modules.issuer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
