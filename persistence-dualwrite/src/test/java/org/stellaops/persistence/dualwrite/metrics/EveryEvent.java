// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.metrics;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.spi.VersionStamp;

/** One event of each kind, so that no meter is forgotten when a kind is added. */
final class EveryEvent {

    private EveryEvent() {}

    static List<DualWriteEvent> list() {
        return Arrays.stream(DualWriteEvent.class.getPermittedSubclasses())
                .flatMap(it ->
                        it.isSealed() ? Arrays.stream(it.getPermittedSubclasses()) : java.util.stream.Stream.of(it))
                .filter(Class::isRecord)
                .distinct()
                .map(it -> (DualWriteEvent) made(it))
                .toList();
    }

    private static Object made(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(Arrays.stream(components)
                    .map(it -> value(it.getGenericType()))
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " cannot be made", e);
        }
    }

    private static Object value(Type type) {
        if (type instanceof ParameterizedType it) {
            return it.getRawType() == Optional.class ? Optional.of(value(it.getActualTypeArguments()[0])) : List.of();
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return plain.getEnumConstants()[0];
        } else if (plain == String.class) {
            return "vuln";
        } else if (plain == boolean.class) {
            return true;
        } else if (plain == int.class) {
            return 1;
        } else if (plain == long.class || plain == Long.class) {
            return 1L;
        } else if (plain == double.class) {
            return 1.0;
        } else if (plain == Duration.class) {
            return Duration.ofSeconds(1);
        } else if (plain == Instant.class) {
            return Instant.EPOCH;
        } else if (plain == RecordKey.class) {
            return RecordKey.global("k");
        } else if (plain == VersionStamp.class) {
            return new VersionStamp(1, "t");
        } else if (plain == Divergence.class) {
            return new Divergence.FieldsDiffer(List.of(), 0);
        }
        return made(plain);
    }
}
