@CheckReturnValue
package org.stellaops.persistence.postgres.migration.internal;

import com.google.errorprone.annotations.CheckReturnValue;
