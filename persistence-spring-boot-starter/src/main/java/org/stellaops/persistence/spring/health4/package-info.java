/** Health for Spring Boot 4, whose health API has packages of its own. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.spring.health4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
