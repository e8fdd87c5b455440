/**
 * The catalogue of modules: what each one stores, in which schema, and how its legacy documents are read.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.modules;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
