// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.nio.file.Path;
import org.stellaops.persistence.cutover.Stage;

/** An event of watching the configuration file. Contains no secret. */
public sealed interface StageFileEvent {

    /** The stage of a module changed. */
    record StageSet(Path file, String module, Stage from, Stage to) implements StageFileEvent {}

    /** The file is invalid; the last good stages stay in force. */
    record EditRefused(Path file, String reason) implements StageFileEvent {}

    /** Something other than a stage or a policy of shadow reads changed; it takes effect at the next start. */
    record OtherChangesWait(Path file) implements StageFileEvent {}
}
