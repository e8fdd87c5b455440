// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.stellaops.persistence.openfeature;

import org.jspecify.annotations.NullMarked;
