/** The counterexamples of the protocol, and what its operations do step by step. */
@NullMarked
package org.stellaops.persistence.dualwrite.protocol;

import org.jspecify.annotations.NullMarked;
