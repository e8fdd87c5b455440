// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.cohort.FenceRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.testkit.memory.SharedValidator;

/**
 * A deliberate break of the protocol: a store that does what a statement without one of its conditions would do. It stands
 * below the steps, so that the code above it is the real one.
 */
final class Break {

    static final Break NONE = new Break("none");

    /** What a broken method does instead. */
    interface Instead<S> {
        Object call(S real, Object[] arguments);
    }

    private final String name;
    private boolean retriesUnknown;
    private boolean comparesVersions;
    private boolean seesAllKeys;
    private final Map<String, Instead<LegacyStore>> ofLegacy = new HashMap<>();
    private final Map<String, Instead<TargetStore>> ofTarget = new HashMap<>();
    private final Map<String, Instead<ControlStore>> ofControl = new HashMap<>();
    private final Map<String, Instead<ControlEntries>> ofEntries = new HashMap<>();
    private UnaryOperator<FenceRecord> ofFenceRecord = real -> real;
    private UnaryOperator<SharedValidator> ofValidator = real -> real;

    /** That collMod cannot be conditional, so that a late coordinator lowers the fence, is a known gap (C5) and not looked for. */
    private Break(String name) {
        this.name = name;
        ofControl.put("raiseFence", (real, arguments) -> {
            long epoch = (Long) arguments[0];
            return real.fenceEpoch() >= epoch ? ControlStore.FenceStrength.STRONG : real.raiseFence(epoch);
        });
    }

    static Break named(String name) {
        return new Break(name);
    }

    /** Callers of it take an unknown outcome for a failure, and write once more. */
    Break retryingUnknown() {
        retriesUnknown = true;
        return this;
    }

    boolean retriesUnknown() {
        return retriesUnknown;
    }

    /** A conditional write of it takes a record for the one it was told of if the versions are equal. */
    Break comparingVersions() {
        comparesVersions = true;
        return this;
    }

    boolean comparesVersions() {
        return comparesVersions;
    }

    /** Processes of it work on the keys of every cohort. */
    Break seeingAllKeys() {
        seesAllKeys = true;
        return this;
    }

    boolean seesAllKeys() {
        return seesAllKeys;
    }

    Break legacy(String method, Instead<LegacyStore> instead) {
        ofLegacy.put(method, instead);
        return this;
    }

    Break target(String method, Instead<TargetStore> instead) {
        ofTarget.put(method, instead);
        return this;
    }

    Break control(String method, Instead<ControlStore> instead) {
        ofControl.put(method, instead);
        return this;
    }

    Break entries(String method, Instead<ControlEntries> instead) {
        ofEntries.put(method, instead);
        return this;
    }

    /** What a process has in place of the fence record. It stands above the steps, so that it may make several. */
    Break fenceRecord(UnaryOperator<FenceRecord> instead) {
        ofFenceRecord = instead;
        return this;
    }

    /** As {@link #fenceRecord}, in place of the validator. */
    Break validator(UnaryOperator<SharedValidator> instead) {
        ofValidator = instead;
        return this;
    }

    FenceRecord fenceRecord(FenceRecord stepped) {
        return ofFenceRecord.apply(stepped);
    }

    SharedValidator validator(SharedValidator stepped) {
        return ofValidator.apply(stepped);
    }

    LegacyBackend legacy(LegacyBackend real) {
        return new LegacyBackend() {
            @Override
            public LegacyStore store(EntityType<?> type) {
                return proxy(LegacyStore.class, real.store(type), ofLegacy);
            }

            @Override
            public ControlStore control() {
                return proxy(ControlStore.class, real.control(), ofControl);
            }

            @Override
            public ControlEntries entries() {
                return proxy(ControlEntries.class, real.entries(), ofEntries);
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    TargetBackend target(TargetBackend real) {
        return new TargetBackend() {
            @Override
            public TargetStore store(EntityType<?> type) {
                return proxy(TargetStore.class, real.store(type), ofTarget);
            }

            @Override
            public ControlStore control() {
                return proxy(ControlStore.class, real.control(), ofControl);
            }

            @Override
            public ControlEntries entries() {
                return proxy(ControlEntries.class, real.entries(), ofEntries);
            }

            @Override
            public Checkpoints checkpoints() {
                return real.checkpoints();
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    private static <S> S proxy(Class<S> type, S real, Map<String, Instead<S>> broken) {
        if (broken.isEmpty()) {
            return real;
        }
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            Object[] arguments = given == null ? new Object[0] : given;
            Instead<S> instead = broken.get(method.getName());
            return instead == null ? call(method, real, arguments) : instead.call(real, arguments);
        }));
    }

    private static Object call(Method method, Object real, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
