/** The commands that show what followers refuse, and have it tried again. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.cli.deadletters;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
