/** How the MongoDB backend connects, and what it makes of the server that it finds. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.mongo.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
