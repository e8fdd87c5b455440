/** What a live schema looks like, whether it keeps the rules, and its description as SQL and as Markdown. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.postgres.schemacheck;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
