/** Faults between a client and a server, injected without rights and without a second machine, and before stores. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.testkit.fault;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
