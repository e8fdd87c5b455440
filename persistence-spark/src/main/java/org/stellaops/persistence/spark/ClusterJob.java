// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.TypeOption;
import picocli.CommandLine.Mixin;

/** A job over the entity types of modules, one after the other. */
abstract class ClusterJob implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Mixin
    private final JobOptions options = new JobOptions();

    final Frame frame() {
        return frame;
    }

    final JobOptions options() {
        return options;
    }

    /** Does it for each type, in one application of the cluster; the arguments are those of {@link JobOptions#job}. */
    final Integer each(String application, int records, int perSecond, BiFunction<Cluster, Job, ExitCode> work) {
        try (Cluster cluster = new Cluster(application)) {
            return frame.configured(
                    type::check,
                    (config, module) -> type.types(module).stream()
                            .map(it -> work.apply(cluster, options.job(config, module.name(), it, records, perSecond)))
                            .reduce(ExitCode.CLEAN, ExitCode::and));
        }
    }
}
