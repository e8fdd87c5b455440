package org.stellaops.persistence.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/** Keeps nothing. */
final class NoDeadLetters implements DeadLetters {

    @Override
    public Map<RecordKey, RefusedImage> find(String entity, Collection<RecordKey> keys) {
        return Map.of();
    }

    @Override
    public boolean write(Optional<RefusedImage> expected, RefusedImage next) {
        return false;
    }

    @Override
    public boolean remove(RefusedImage expected) {
        return false;
    }

    @Override
    public List<RefusedImage> list(String entity, Which which, Optional<RecordKey> after, int limit) {
        return List.of();
    }

    @Override
    public long count(String entity, int atMost) {
        return 0;
    }
}
