/** What the modules' repositories share: the way from stored records to entities. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.modules.repository;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
