// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.runtime.crash.RecordedCalls.Written;
import org.stellaops.persistence.simulator.Operation.Kind;

/** A caller of one service, who does everything in turn: what, and to which record, follows from the seed. */
final class Caller implements Runnable {

    private static final int AFTER_DEATH_MILLIS = 20;
    private static final int AFTER_REJECTION_MILLIS = 5;
    private static final int LARGE = 8_000;

    private final String name;
    private final ServiceProcess service;
    private final Load load;
    private final RecordedCalls calls;
    private final SplittableRandom random;
    private final Map<RecordKey, TypedRecords.Seen> told = new HashMap<>();
    private int written;

    Caller(String name, ServiceProcess service, Load load, long seed) {
        this.name = name;
        this.service = service;
        this.load = load;
        this.calls = new RecordedCalls(name, load);
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void run() {
        while (!load.isOver()) {
            try (ServiceConnection connection = service.connect()) {
                while (!load.isOver()) {
                    call(connection);
                    if (load.hasEnough()) {
                        pause(load.pauseMillis());
                    }
                }
            } catch (IOException e) {
                pause(AFTER_DEATH_MILLIS);
            }
        }
    }

    private void call(ServiceConnection connection) throws IOException {
        RecordKey key = load.keys().any(random);
        int dice = random.nextInt(100);
        if (dice < 4) {
            calls.query(connection, key, load.keys().beside(key, random));
        } else if (dice < 15) {
            RecordedCalls.Found unused = calls.find(connection, key);
        } else if (dice < 25) {
            change(connection, key, calls.find(connection, key).seen());
        } else if (dice < 30) {
            change(connection, key, Optional.ofNullable(told.remove(key)));
        } else if (dice < 65) {
            put(connection, key, Kind.PUT);
        } else if (dice < 78) {
            put(connection, key, Kind.PUT_IF_ABSENT);
        } else if (dice < 86) {
            put(connection, key, Kind.PUT_IF_PRESENT);
        } else {
            remember(key, Optional.empty(), calls.delete(connection, key));
        }
    }

    /** Writes under the revision that a read or a write was told. */
    private void change(ServiceConnection connection, RecordKey key, Optional<TypedRecords.Seen> seen)
            throws IOException {
        if (seen.isPresent()) {
            String value = next();
            remember(key, Optional.of(value), calls.replace(connection, key, seen.get(), value));
        }
    }

    private void put(ServiceConnection connection, RecordKey key, Kind kind) throws IOException {
        String value = next();
        remember(key, Optional.of(value), calls.put(connection, key, kind, value));
    }

    private void remember(RecordKey key, Optional<String> value, Written answer) {
        if (answer.refused()) {
            pause(AFTER_REJECTION_MILLIS);
        }
        answer.revision()
                .ifPresent(revision -> value.ifPresentOrElse(
                        it -> told.put(key, new TypedRecords.Seen(it, revision)), () -> told.remove(key)));
    }

    private String next() {
        String value = name + "-" + written++;
        return load.writesLarge() ? value + "-" + noise() : value;
    }

    /** What no database can make smaller, so that it needs room of its own. */
    private String noise() {
        StringBuilder noise = new StringBuilder();
        while (noise.length() < LARGE) {
            noise.append(Long.toString(random.nextLong() & Long.MAX_VALUE, Character.MAX_RADIX));
        }
        return noise.toString();
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
