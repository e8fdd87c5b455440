// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.identity.StoreClock;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** Two stores in memory that keep entries, and the time for which they were served, which a test moves on. */
public final class ServedStores {

    public static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();

    public final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    public final MemoryTargetBackend target = new MemoryTargetBackend();
    public final EvidenceLog log;
    /** Of the target's server. */
    public long timeline = 1;

    public ServedStores() {
        log = new EvidenceLog(module(), () -> Instant.EPOCH);
        leads(Side.LEGACY, 1);
    }

    public ModuleStores module() {
        return new ModuleStores(
                "module",
                List.of(new EntityPair(TYPE, legacy.store(TYPE), target.store(TYPE))),
                legacy.control(),
                withTimeline(target.control()),
                DeadLetters.none(),
                DeadLetters.none(),
                legacy.entries(),
                target.entries());
    }

    public ControlEntries entries(Side side) {
        return side == Side.LEGACY ? legacy.entries() : target.entries();
    }

    /** For how long processes served the module, in milliseconds. */
    public void served(Side side, long millis) {
        ControlEntries entries = entries(side);
        String text = new StoreClock(millis, 0, 0).write();
        entries.find(StoreClock.ENTRY)
                .ifPresentOrElse(it -> entries.replace(it, text), () -> entries.insert(StoreClock.ENTRY, text));
    }

    public void leads(Side side, long epoch) {
        set(side, new ControlRecord(Phase.STEADY, epoch));
        set(side.other(), new ControlRecord(Phase.AWAY, epoch));
    }

    public void set(Side side, ControlRecord record) {
        ControlStore control = side == Side.LEGACY ? legacy.control() : target.control();
        control.initialise(record);
        ControlRecord now = control.read();
        assertThat(now.equals(record) || control.compareAndSet(now, record)).isTrue();
    }

    private ControlStore withTimeline(ControlStore control) {
        return (ControlStore) Proxy.newProxyInstance(
                ControlStore.class.getClassLoader(), new Class<?>[] {ControlStore.class}, (proxy, called, args) -> {
                    try {
                        return called.getName().equals("timeline") ? timeline : called.invoke(control, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
