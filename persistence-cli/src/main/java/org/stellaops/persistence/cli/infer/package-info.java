/**
 * Proposes entity types for collections that nobody has modelled: what their documents hold, the annotated records, and the proof
 * that these carry every document as it is.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.cli.infer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
