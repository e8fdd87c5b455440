// SPDX-License-Identifier: Apache-2.0
/** What benchmarks measured, as JSON, as a page and as plots. */
@NullMarked
package org.stellaops.persistence.benchmarks.results;

import org.jspecify.annotations.NullMarked;
