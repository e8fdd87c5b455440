/** The jar of a service, as the tests submit it: a module, and a legacy store that makes its records up. */
@NullMarked
package org.stellaops.persistence.spark.sample;

import org.jspecify.annotations.NullMarked;
