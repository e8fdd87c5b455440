// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.shadow.RepositoryCall;
import org.stellaops.persistence.dualwrite.shadow.ShadowReads;

/** Offers the calls of one repository to the shadow reads of its module, as far as their answers can be compared. */
final class RepositoryShadows implements RepositoryProxy.Observer {

    private static final int SHOWN_BYTES = 6;

    private final String module;
    private final Class<?> repository;
    private final List<EntityPair> pairs;
    private final ShadowReads shadowReads;

    RepositoryShadows(String module, Class<?> repository, List<EntityPair> pairs, ShadowReads shadowReads) {
        this.module = module;
        this.repository = repository;
        this.pairs = List.copyOf(pairs);
        this.shadowReads = shadowReads;
    }

    @Override
    public void answered(
            Method method,
            @Nullable Object @Nullable [] arguments,
            Stage stage,
            @Nullable Object answer,
            RepositoryProxy.Call call) {
        if (isComparable(method)) {
            shadowReads.afterRepositoryCall(
                    new RepositoryCall(
                            module,
                            repository.getSimpleName(),
                            method.getName(),
                            RecordKey.global(method.getName() + "#" + digest(arguments)),
                            pairs,
                            side -> at(call, side)),
                    stage,
                    answer);
        }
    }

    /** A stream or a cursor can be read only once, and belongs to the caller. */
    private static boolean isComparable(Method method) {
        Class<?> type = method.getReturnType();
        return !method.isAnnotationPresent(NotCompared.class)
                && (type.isPrimitive() ? type != void.class : isValue(type));
    }

    private static boolean isValue(Class<?> type) {
        return type.isRecord()
                || type == String.class
                || type == Optional.class
                || type == Boolean.class
                || Number.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || Collection.class.isAssignableFrom(type);
    }

    /** Arguments may be what people typed, so that reports must not show them. */
    private static String digest(@Nullable Object @Nullable [] arguments) {
        try {
            byte[] text = Arrays.deepToString(arguments).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, SHOWN_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private @Nullable Object at(RepositoryProxy.Call call, Side side) {
        try {
            return call.at(side);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new StoreException(
                    Fault.Kind.BROKEN,
                    "tried to repeat a call of " + repository.getSimpleName() + " of module " + module + " on the "
                            + side + " side; it failed with " + e.getClass().getSimpleName(),
                    e);
        }
    }
}
