// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.util.ServiceLoader;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;

/**
 * Opens a module in the driver and in each executor of a job. For services whose configuration alone does not open it, such as one that
 * hands over its own client or data source; without one of them, the configuration does.
 *
 * <p>An implementation is a public class with a public constructor without parameters, named in the file {@code
 * META-INF/services/org.stellaops.persistence.spark.ModuleOpener} of a jar that {@code spark-submit --jars} names.
 *
 * <p><b>Threads.</b> Called from one thread at a time. <b>Blocking.</b> May wait for both databases. <b>Evolution.</b> Grows by default
 * methods only.
 */
public interface ModuleOpener {

    /** Opens a module without anything that runs by itself; whoever asks closes it. */
    Persistence open(Config config, ModuleDescriptor module);

    /** The one that a class loader sees, or that which opens what the configuration says. */
    static ModuleOpener find(ClassLoader loader) {
        return ServiceLoader.load(ModuleOpener.class, loader)
                .findFirst()
                .orElse((config, module) -> Frame.open(
                        config, module, DualWriteListener.none(), System.getProperty("user.name", "unknown")));
    }
}
