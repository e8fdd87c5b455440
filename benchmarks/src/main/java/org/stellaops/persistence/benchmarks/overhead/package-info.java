// SPDX-License-Identifier: Apache-2.0
/** What the library itself costs a call, over stores in memory, next to libraries that do a part of it. */
@NullMarked
package org.stellaops.persistence.benchmarks.overhead;

import org.jspecify.annotations.NullMarked;
