/** The module {@code notify}: channels, rules, deliveries and escalation. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.modules.notify;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
