/** Embedded databases for the tests of an application that uses the Spring Boot starter. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.spring.test;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
