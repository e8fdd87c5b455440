/** How an application declares what it stores: annotations, the builder, fields, and the mapping of legacy documents. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.entity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
