// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.testkit.fault.Interception;

/** A store whose calls of a method go another way, one or all of them. */
final class Failing {

    private Failing() {}

    /** A store that has no hint for the first write, which makes its counted attempts at once. */
    static LegacyStore withoutHints(LegacyStore store) {
        return at(1, "hint", LegacyStore.class, store, () -> {
            throw new StoreException(Fault.Kind.UNREADABLE, "no hint", null);
        });
    }

    /** Throws a fault of a kind, as what a call answers. */
    static Object thrown(Fault.Kind kind) {
        throw new StoreException(kind, "injected", null);
    }

    /** The call of this number, the first being 1, is what the supplier answers or throws. */
    static <S> S at(int number, String method, Class<S> kind, S store, Supplier<?> instead) {
        return when(it -> it == number, method, kind, call -> instead.get(), store);
    }

    /** Every call is what the supplier answers or throws. */
    static <S> S always(String method, Class<S> kind, S store, Supplier<?> instead) {
        return when(it -> true, method, kind, call -> instead.get(), store);
    }

    /** The call of this number takes effect; what is told of it is what the supplier answers or throws. */
    static <S> S after(int number, String method, Class<S> kind, S store, Supplier<?> told) {
        return when(
                it -> it == number,
                method,
                kind,
                call -> {
                    Object unused = call.make();
                    return told.get();
                },
                store);
    }

    /** Calls of a method with so many arguments are answered from these. */
    static <S> S instead(String method, int arguments, Class<S> kind, S store, Function<Object[], ?> answer) {
        return Interception.of(
                kind,
                (called, args) -> called.getName().equals(method) && called.getParameterCount() == arguments
                        ? answer.apply(args)
                        : Interception.call(store, called, args));
    }

    /** A call that was not made yet. */
    private interface Call {
        Object make() throws Throwable;
    }

    private interface Instead {
        Object of(Call call) throws Throwable;
    }

    private static <S> S when(IntPredicate number, String method, Class<S> kind, Instead instead, S store) {
        AtomicInteger calls = new AtomicInteger();
        return Interception.of(kind, (called, args) -> {
            Call call = () -> Interception.call(store, called, args);
            return called.getName().equals(method) && number.test(calls.incrementAndGet())
                    ? instead.of(call)
                    : call.make();
        });
    }
}
