// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import org.stellaops.persistence.dualwrite.gate.StageGate;

/**
 * Names gates of a service that are asked beside those of the library, by the service as well as by the command line with the service's
 * jar: so they hold for file, call and command alike.
 *
 * <p>An implementation is a public class with a public constructor without parameters, named in the file {@code
 * META-INF/services/org.stellaops.persistence.runtime.StageGateProvider} of its jar.
 *
 * <p><b>Threads.</b> Called from one thread. <b>Blocking.</b> Must not wait for anything. <b>Nulls.</b> Not returned.
 * <b>Evolution.</b> Grows by default methods only.
 */
public interface StageGateProvider {

    /** The gate; it is asked for the steps of every module, and learns the module from the evidence. */
    StageGate gate();
}
