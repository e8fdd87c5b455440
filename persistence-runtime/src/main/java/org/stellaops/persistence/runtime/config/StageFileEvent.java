package org.stellaops.persistence.runtime.config;

import java.nio.file.Path;
import org.stellaops.persistence.cutover.Stage;

/** What was found when the configuration file was looked at again. Holds no secret. */
public sealed interface StageFileEvent {

    /** A module has another stage now. */
    record StageSet(Path file, String module, Stage from, Stage to) implements StageFileEvent {}

    /** The file cannot be used as it is now; the last good stages stay in force. */
    record EditRefused(Path file, String reason) implements StageFileEvent {}

    /** Something else than a stage changed; it takes effect at the next start. */
    record OtherChangesWait(Path file) implements StageFileEvent {}
}
