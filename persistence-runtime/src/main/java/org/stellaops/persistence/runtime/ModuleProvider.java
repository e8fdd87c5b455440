// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.List;

/**
 * Names the modules of a service, so that the command line finds them.
 *
 * <p>An implementation is a public class with a public constructor without parameters, named in the file {@code
 * META-INF/services/org.stellaops.persistence.runtime.ModuleProvider} of its jar.
 *
 * <p><b>Threads.</b> Called from one thread. <b>Blocking.</b> Must not wait for anything, a database least of all. <b>Nulls.</b>
 * Not returned. <b>Evolution.</b> Grows by default methods only.
 */
public interface ModuleProvider {

    /** The modules, each with all of its entity types. */
    List<ModuleDescriptor> modules();
}
