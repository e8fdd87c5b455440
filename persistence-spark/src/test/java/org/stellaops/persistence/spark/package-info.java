/** Tests of the jobs, on a cluster of processes. */
@NullMarked
package org.stellaops.persistence.spark;

import org.jspecify.annotations.NullMarked;
