/** The commands that list and retry dead letters. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.cli.deadletters;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
