package org.stellaops.persistence.spi;

import org.stellaops.persistence.entity.EntityType;

/** The target side of one module. Threads, blocking and failure as for {@link TargetStore}. */
public interface TargetBackend extends AutoCloseable {

    /** The store of an entity type of this module. */
    TargetStore store(EntityType<?> type);

    /** The control record of the module. */
    ControlStore control();

    /** The checkpoints of this module's long-running work. */
    Checkpoints checkpoints();

    /** The rejections of the follower while this side leads; a backend may store none. */
    default DeadLetters deadLetters() {
        return DeadLetters.none();
    }

    /** Small texts beside the control record; a backend may keep none. */
    default ControlEntries entries() {
        return ControlEntries.none();
    }

    /** Releases what the backend opened itself. Closing twice is harmless. */
    @Override
    void close();
}
