// SPDX-License-Identifier: Apache-2.0
/** Stages of modules asked for by flags of OpenFeature, which brings LaunchDarkly, Unleash, flagd and others. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.openfeature;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
