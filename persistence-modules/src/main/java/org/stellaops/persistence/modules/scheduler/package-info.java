/** The module {@code scheduler}: schedules, runs, jobs and their workers. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.modules.scheduler;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
