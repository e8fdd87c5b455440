@CheckReturnValue
package org.stellaops.persistence.postgres.migration;

import com.google.errorprone.annotations.CheckReturnValue;
