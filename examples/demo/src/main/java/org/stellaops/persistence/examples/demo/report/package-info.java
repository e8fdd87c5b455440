/** The report of the demo: its shape, its verdict and its file. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.examples.demo.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
