/** The eight modules as a whole: their tables, their documents, and the way of both through all stages. */
@CheckReturnValue
package org.stellaops.persistence.modules.catalogue;

import com.google.errorprone.annotations.CheckReturnValue;
