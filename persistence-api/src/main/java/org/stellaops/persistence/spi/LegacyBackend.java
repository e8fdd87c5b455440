package org.stellaops.persistence.spi;

import org.stellaops.persistence.entity.EntityType;

/** The legacy side of one module. Threads, blocking and failure as for {@link LegacyStore}. */
public interface LegacyBackend extends AutoCloseable {

    /** The store of an entity type of this module; creates collections and indexes that are missing. */
    LegacyStore store(EntityType<?> type);

    /** The control record of the module. */
    ControlStore control();

    /** What the follower refuses while this side leads; a backend may keep none. */
    default DeadLetters deadLetters() {
        return DeadLetters.none();
    }

    /** What was decided of documents that cannot be read; a backend may keep none. */
    default LeftBehindDocuments leftBehind() {
        return LeftBehindDocuments.none();
    }

    /** Releases what the backend opened itself. Closing twice is harmless. */
    @Override
    void close();
}
