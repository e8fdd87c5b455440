/** Tests of routing, following and walking. */
@NullMarked
package org.stellaops.persistence.dualwrite;

import org.jspecify.annotations.NullMarked;
