/**
 * The replication protocol of {@code docs/spec/protocol.md}: one class for each operation, its steps in the order of the
 * document, over the steps that the two stores offer.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.protocol;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
