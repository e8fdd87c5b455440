// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** No event can carry a value of a record. */
class RedactionTest {

    private static final Set<Class<?>> HOLD_VALUES = Set.of(
            Value.class,
            Struct.class,
            Image.class,
            StoredRecord.class,
            LegacyRecord.class,
            Document.class,
            Object.class);

    static Stream<Class<?>> events() {
        return Stream.of(DualWriteEvent.class.getPermittedSubclasses())
                .flatMap(it -> it.isSealed() ? Stream.of(it.getPermittedSubclasses()) : Stream.of(it))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("events")
    void noComponentOfAnEventHoldsAValue(Class<?> event) {
        Deque<Class<?>> open = new ArrayDeque<>(Set.of(event));
        Set<Class<?>> seen = new HashSet<>();
        while (!open.isEmpty()) {
            Class<?> next = open.remove();
            assertThat(HOLD_VALUES.contains(next) || Value.class.isAssignableFrom(next))
                    .as("%s, reachable from %s, holds values", next, event)
                    .isFalse();
            if (seen.add(next)) {
                open.addAll(components(next));
            }
        }
    }

    @Test
    void nothingThatIsReportedAboutASecretHoldsIt() {
        Struct secret = VerifiedStores.full().with("summary", Value.of("hunter2-secret"));
        try (VerifiedStores stores = VerifiedStores.in(Stage.SHADOW_READ)) {
            stores.put(VerifiedStores.key(1), secret);
            stores.target
                    .injected()
                    .changeContent(VerifiedStores.key(1), secret.with("summary", Value.of("hunter3-secret")));
            stores.target.injected().putRow(VerifiedStores.key(2), secret);
            var report = stores.verify();
            report.findings()
                    .forEach(it ->
                            assertThat(stores.repair().repair(it.key()).name()).isEqualTo("REPAIRED"));

            assertThat(stores.events).isNotEmpty();
            assertThat(stores.events).noneMatch(it -> it.toString().contains("secret"));
            assertThat(report.toString() + report.describe())
                    .doesNotContain("secret")
                    .contains("summary");
        }
    }

    private static Set<Class<?>> components(Class<?> type) {
        Set<Class<?>> found = new HashSet<>();
        if (type.isSealed()) {
            found.addAll(Set.of(type.getPermittedSubclasses()));
        }
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                addClasses(component.getGenericType(), found);
            }
        }
        return found;
    }

    private static void addClasses(Type type, Set<Class<?>> found) {
        if (type instanceof Class<?> it) {
            found.add(it);
        } else if (type instanceof java.lang.reflect.ParameterizedType it) {
            for (Type argument : it.getActualTypeArguments()) {
                addClasses(argument, found);
            }
        }
    }
}
