/** Auto-configuration for Spring Boot: the library as beans, an actuator endpoint and health, from the application's environment. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.spring;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
