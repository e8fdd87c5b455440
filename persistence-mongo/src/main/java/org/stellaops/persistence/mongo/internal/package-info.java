/** Internals of the MongoDB backend: the codec, the layout of documents, statements, scans and the fence. Not API. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.mongo.internal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
