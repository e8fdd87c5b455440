// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** A module of one entity type over two stores in memory, and what was heard from it. */
final class MemoryModule implements AutoCloseable {

    final EntityType<?> type;
    final MemoryLegacyBackend legacy;
    final MemoryTargetBackend target;
    final Queue<DualWriteEvent> events = new ConcurrentLinkedQueue<>();
    final DualWriteModule module;

    private MemoryModule(
            EntityType<?> type,
            MemoryLegacyBackend legacy,
            MemoryTargetBackend target,
            UnaryOperator<DualWriteModuleBuilder> options) {
        this.type = type;
        this.legacy = legacy;
        this.target = target;
        this.module = options.apply(DualWriteModule.builder(type.module())
                        .legacy(legacy)
                        .target(target)
                        .types(type)
                        .stage(Stage.LEGACY_ONLY)
                        .listener(events::add))
                .open();
    }

    /** A fresh module that has walked to the stage. */
    static MemoryModule in(Stage stage, EntityType<?> type, UnaryOperator<DualWriteModuleBuilder> options) {
        return new MemoryModule(type, new MemoryLegacyBackend(), new MemoryTargetBackend(), options).walkTo(stage);
    }

    /** A process of a module over these stores. */
    static MemoryModule over(
            MemoryLegacyBackend legacy,
            MemoryTargetBackend target,
            EntityType<?> type,
            UnaryOperator<DualWriteModuleBuilder> options) {
        return new MemoryModule(type, legacy, target, options);
    }

    /** Another process of the same module. */
    MemoryModule again(UnaryOperator<DualWriteModuleBuilder> options) {
        return new MemoryModule(type, legacy, target, options);
    }

    MemoryModule walkTo(Stage stage) {
        for (Stage next : module.stage().walkTo(stage)) {
            MoveResult result = module.moveTo(next);
            assertThat(result).as("moving to %s", next).isInstanceOf(MoveResult.Moved.class);
        }
        return this;
    }

    RecordStore store() {
        return module.store(type);
    }

    <T extends DualWriteEvent> List<T> received(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        module.close();
    }
}
