/** Health for Spring Boot 3.5, whose health API has packages of its own. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.spring.health3;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
