// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.stellaops.persistence.togglz;

import org.jspecify.annotations.NullMarked;
