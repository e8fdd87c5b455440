/** A plain service with two types of its own: the code that the README shows. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.examples.shop;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
