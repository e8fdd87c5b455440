/** The module {@code vuln}: advisories as OSV publishes them, in columns and child tables, without losing a member. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.modules.vuln;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
