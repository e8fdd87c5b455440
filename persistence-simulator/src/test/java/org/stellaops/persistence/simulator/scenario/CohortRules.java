// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.testkit.fault.Interception;

/**
 * What must hold of every call of a cohort's process on the stores that it shares: it names keys of its own tenants only, and what it
 * writes in the current epoch of its cohort is not refused.
 *
 * @param control the cohort's control record in the legacy store
 */
record CohortRules(Cohort cohort, ControlStore control) {

    LegacyBackend legacy(LegacyBackend real) {
        return new LegacyBackend() {
            @Override
            public LegacyStore store(EntityType<?> type) {
                return checked(LegacyStore.class, real.store(type));
            }

            @Override
            public ControlStore control() {
                return real.control();
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
                return checked(TargetStore.class, real.store(type));
            }

            @Override
            public ControlStore control() {
                return real.control();
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

    private <S> S checked(Class<S> type, S real) {
        return Interception.of(type, (method, given) -> {
            Object[] arguments = given == null ? new Object[0] : given;
            keysIn(Arrays.asList(arguments)).forEach(key -> requireOwn(key, method));
            Object result = Interception.call(real, method, arguments);
            if (result instanceof StepResult.Fenced) {
                requireOutdated(arguments);
            }
            return result;
        });
    }

    private void requireOwn(RecordKey key, Method method) {
        SimulatedModule.require(
                cohort.owns(key), "a process of " + cohort + " called " + method.getName() + " on the key " + key);
    }

    private void requireOutdated(Object[] arguments) {
        ControlRecord now = control.read();
        LongStream.of(epochsIn(arguments))
                .forEach(epoch -> SimulatedModule.require(
                        !now.is(ControlRecord.Phase.STEADY, epoch),
                        "a write of " + cohort + " was refused in its current epoch " + epoch));
    }

    private static Stream<RecordKey> keysIn(Object argument) {
        if (argument instanceof RecordKey it) {
            return Stream.of(it);
        } else if (argument instanceof Image it) {
            return Stream.of(it.key());
        } else if (argument instanceof LegacyRecord it) {
            return Stream.of(it.key());
        } else if (argument instanceof LegacyTombstone it) {
            return Stream.of(it.key());
        } else if (argument instanceof VersionBump it) {
            return Stream.of(it.key());
        } else if (argument instanceof TargetWrite it) {
            return Stream.of(it.key());
        } else if (argument instanceof CopyChunk it) {
            return keysIn(it.images());
        } else if (argument instanceof Collection<?> it) {
            return it.stream().flatMap(CohortRules::keysIn);
        }
        return Stream.empty();
    }

    /** No statement that a fence refuses has another number among its arguments. */
    private static long[] epochsIn(Object[] arguments) {
        return Arrays.stream(arguments)
                .flatMapToLong(argument -> {
                    if (argument instanceof Long it) {
                        return LongStream.of(it);
                    } else if (argument instanceof LegacyTombstone it) {
                        return it.pendingEpoch().stream();
                    } else if (argument instanceof VersionBump it) {
                        return LongStream.of(it.epoch());
                    } else if (argument instanceof LegacyRecord.Provisional it) {
                        return LongStream.of(it.epoch());
                    }
                    return LongStream.empty();
                })
                .toArray();
    }
}
