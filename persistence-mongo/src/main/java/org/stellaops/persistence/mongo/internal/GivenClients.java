// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A database of a client that the application made. Whether that client has {@link SentCommands#LISTENER} shows only when a
 * command was heard; until then every statement counts as sent, so that an error is never taken for one without effect.
 */
public final class GivenClients implements InvocationHandler {

    private final Object delegate;
    private final Hearing hearing;

    /** What is known of one client. */
    private static final class Hearing {

        private volatile boolean heard;
    }

    private GivenClients(Object delegate, Hearing hearing) {
        this.delegate = delegate;
        this.hearing = hearing;
    }

    /** The database, with the deadline of the library and the driver's default codecs, whatever the client has. */
    public static MongoDatabase database(MongoClient client, String name, Duration deadline) {
        MongoDatabase database = client.getDatabase(name)
                .withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry())
                .withTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
        return (MongoDatabase) watched(database, MongoDatabase.class, new Hearing());
    }

    private static Object watched(Object delegate, Class<?> as, Hearing hearing) {
        return Proxy.newProxyInstance(
                GivenClients.class.getClassLoader(), new Class<?>[] {as}, new GivenClients(delegate, hearing));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (hearing.heard) {
            return call(method, arguments);
        }
        SentCommands.assume();
        try {
            return call(method, arguments);
        } finally {
            hearing.heard = SentCommands.heard();
        }
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return wrapped(method.invoke(delegate, arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        if (result instanceof MongoCollection) {
            return watched(result, MongoCollection.class, hearing);
        }
        return result instanceof MongoDatabase ? watched(result, MongoDatabase.class, hearing) : result;
    }
}
