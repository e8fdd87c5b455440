// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** Backends whose every store call, and every element of whose scans, is a step of a {@link StepRunner}. */
public final class SteppedStores implements InvocationHandler {

    private static final Set<Class<?>> STEPPED =
            Set.of(LegacyStore.class, TargetStore.class, ControlStore.class, ControlEntries.class, Checkpoints.class);

    private static final Set<String> FREE = Set.of(
            "type",
            "toString",
            "hashCode",
            "equals",
            "close",
            "keeps",
            "server",
            "timeline",
            "analyze",
            "isWrittenBy",
            "serves",
            "coveredSince");

    private static final Set<String> SCANS = Set.of("scan", "scanStored", "scanRecords");

    /** What a store may do at once is done one by one here, so that it can be interrupted anywhere. */
    private static final Set<String> IN_STEPS = Set.of(
            "clearPendingFlags",
            "updateAllIfLower",
            "insertAllProvisional",
            "confirmAll",
            "readAll",
            "insertTombstones",
            "replaceTombstones",
            "deleteAllLower");

    private static final Set<String> READS = Set.of(
            "find",
            "query",
            "read",
            "hint",
            "hintTombstone",
            "readTombstone",
            "readTombstones",
            "pendingRecords",
            "pendingTombstones",
            "provisionalRecords",
            "pendingCount",
            "replicatedTombstones",
            "pending",
            "count",
            "roughCount",
            "state",
            "image",
            "fenceEpoch",
            "list",
            "load");

    private final Object real;
    private final String name;
    private final StepRunner runner;

    private SteppedStores(Object real, String name, StepRunner runner) {
        this.real = real;
        this.name = name;
        this.runner = runner;
    }

    /** The legacy backend as one process of the simulation sees it. */
    public static LegacyBackend legacy(LegacyBackend real, StepRunner runner) {
        return proxy(LegacyBackend.class, real, "legacy", runner);
    }

    /** The target backend as one process of the simulation sees it. */
    public static TargetBackend target(TargetBackend real, StepRunner runner) {
        return proxy(TargetBackend.class, real, "target", runner);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (SCANS.contains(method.getName()) && arguments != null) {
            return scan(method, requireNonNull(arguments[0]));
        }
        boolean stepped = STEPPED.contains(method.getDeclaringClass())
                || method.getDeclaringClass().equals(ReadableStore.class);
        if (!stepped || FREE.contains(method.getName())) {
            return wrap(call(method, arguments));
        }
        if (IN_STEPS.contains(method.getName())) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        boolean writes = !READS.contains(method.getName());
        Optional<Object> result = runner.run(
                name, describe(method, arguments), writes, () -> Optional.ofNullable(call(method, arguments)));
        return wrap(result.orElse(null));
    }

    /** A scan begins anew with each step, behind the key that it reached. */
    private Scan<?> scan(Method method, Object from) {
        Optional<RecordKey> after =
                from instanceof KeyRange it ? it.after() : ((Optional<?>) from).map(RecordKey.class::cast);
        return new SteppedScan<>(
                after,
                reached -> {
                    Object rest = from instanceof KeyRange it ? it.behind(reached) : reached;
                    return (Scan<?>) requireNonNull(call(method, new Object[] {rest}));
                },
                name,
                runner);
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException it) {
                throw it;
            } else if (e.getCause() instanceof Error it) {
                throw it;
            }
            throw new IllegalStateException(method + " threw a checked exception", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(method + " cannot be called", e);
        }
    }

    private @Nullable Object wrap(@Nullable Object result) {
        if (result instanceof LegacyStore it) {
            return proxy(LegacyStore.class, it, name, runner);
        } else if (result instanceof TargetStore it) {
            return proxy(TargetStore.class, it, name, runner);
        } else if (result instanceof ControlStore it) {
            return proxy(ControlStore.class, it, name + ".control", runner);
        } else if (result instanceof ControlEntries it) {
            return proxy(ControlEntries.class, it, name + ".entries", runner);
        } else if (result instanceof Checkpoints it) {
            return proxy(Checkpoints.class, it, name + ".checkpoints", runner);
        }
        return result;
    }

    private static <T> T proxy(Class<T> type, Object real, String name, StepRunner runner) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new SteppedStores(real, name, runner)));
    }

    private static String describe(Method method, @Nullable Object @Nullable [] arguments) {
        String shown = arguments == null
                ? ""
                : Arrays.stream(arguments).map(SteppedStores::show).collect(Collectors.joining(", "));
        return method.getName() + "(" + shown + ")";
    }

    private static String show(@Nullable Object argument) {
        if (argument instanceof VersionStamp it) {
            return stamp(it);
        } else if (argument instanceof Image.Present it) {
            return it.key() + " " + stamp(it.stamp());
        } else if (argument instanceof Image.Tombstone it) {
            return it.key() + " deleted " + stamp(it.stamp());
        } else if (argument instanceof LegacyTombstone it) {
            return it.key() + " intent " + stamp(it.stamp()) + " for "
                    + it.victim().map(SteppedStores::stamp).orElse("nobody");
        } else if (argument instanceof CopyChunk it) {
            return show(it.images()) + " of epoch " + it.senderEpoch();
        } else if (argument instanceof VersionBump it) {
            return it.key() + " " + stamp(it.expected()) + " to " + version(it.version()) + " " + it.when();
        } else if (argument instanceof TargetWrite it) {
            return it.key() + " " + it.change().getClass().getSimpleName() + " " + it.token();
        } else if (argument instanceof LegacyRecord.Provisional it) {
            return "provisional by " + it.attempt();
        } else if (argument instanceof Predicate<?>) {
            return "some tenants";
        } else if (argument instanceof RecordKey || argument instanceof EntityType<?>) {
            return argument.toString();
        } else if (argument instanceof Iterable<?> it) {
            StringBuilder all = new StringBuilder("[");
            it.forEach(one -> all.append(all.length() > 1 ? ", " : "").append(show(one)));
            return all.append(']').toString();
        }
        return String.valueOf(argument);
    }

    private static String stamp(VersionStamp stamp) {
        return version(stamp.version()) + "/" + stamp.token();
    }

    private static String version(long version) {
        return Versions.epochOf(version) + "." + (version - Versions.base(Versions.epochOf(version)));
    }
}
