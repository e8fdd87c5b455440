// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.util.HashMap;
import java.util.Map;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.ModuleRegistry;
import org.stellaops.persistence.runtime.config.Config;

/**
 * The modules that this process has open for jobs, each once: an executor works on many parts, some of them at the same time, and all of
 * them share the pools of one open module. They are closed with the process.
 *
 * <p>Safe for concurrent use.
 */
final class OpenModules {

    private static final Map<Key, JobModule> OPEN = new HashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(OpenModules::closeAll, "persistence-spark-close"));
    }

    private OpenModules() {}

    private record Key(String config, String module) {}

    /** The module of a job, opened now or before. */
    static JobModule of(Job job) {
        synchronized (OPEN) {
            return OPEN.computeIfAbsent(new Key(job.config(), job.module()), OpenModules::open);
        }
    }

    private static JobModule open(Key key) {
        ClassLoader loader = loader();
        Config config = Config.parse(key.config(), System.getenv());
        ModuleDescriptor descriptor = ModuleRegistry.load(loader)
                .find(key.module())
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "no provider of module " + key.module()
                                + " is known to this process; add the jar of the service with spark-submit --jars"));
        return new JobModule(ModuleOpener.find(loader).open(config, descriptor), descriptor);
    }

    /** The loader that sees the jars of the job. */
    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? OpenModules.class.getClassLoader() : context;
    }

    /** Closes what is open; what is asked for afterwards is opened anew. */
    static void closeAll() {
        synchronized (OPEN) {
            OPEN.values().forEach(JobModule::close);
            OPEN.clear();
        }
    }
}
