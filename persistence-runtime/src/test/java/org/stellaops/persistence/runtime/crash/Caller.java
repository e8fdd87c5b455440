// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.simulator.Operation.Effect;
import org.stellaops.persistence.simulator.Operation.Kind;
import org.stellaops.persistence.simulator.Told;

/**
 * A caller of one service: notes each call before it sends it, and its answer when it has arrived. Of a call whose service died
 * nobody knows what became.
 */
final class Caller implements Runnable {

    private static final int AFTER_DEATH_MILLIS = 20;
    private static final int AFTER_REJECTION_MILLIS = 5;
    private static final int LARGE = 8_000;
    private static final int PAGE = 2;

    private final String name;
    private final ServiceProcess service;
    private final Load load;
    private final SplittableRandom random;
    private final Map<RecordKey, TypedRecords.Seen> told = new HashMap<>();
    private int written;

    Caller(String name, ServiceProcess service, Load load, long seed) {
        this.name = name;
        this.service = service;
        this.load = load;
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
            query(connection, key);
        } else if (dice < 15) {
            find(connection, key);
        } else if (dice < 25) {
            change(connection, key, find(connection, key));
        } else if (dice < 30) {
            change(connection, key, Optional.ofNullable(told.remove(key)));
        } else if (dice < 65) {
            put(connection, key, Kind.PUT, "none");
        } else if (dice < 78) {
            put(connection, key, Kind.PUT_IF_ABSENT, "absent");
        } else if (dice < 86) {
            put(connection, key, Kind.PUT_IF_PRESENT, "present");
        } else {
            delete(connection, key);
        }
    }

    private Optional<TypedRecords.Seen> find(ServiceConnection connection, RecordKey key) throws IOException {
        int call = load.history().begin(name, key, Kind.FIND, Optional.empty());
        String[] answer = ask(connection, "find " + CrashTypes.textOf(key));
        Optional<TypedRecords.Seen> seen = answer[0].equals("found")
                ? Optional.of(new TypedRecords.Seen(answer[1], Revision.parse(answer[2])))
                : Optional.empty();
        boolean answered = seen.isPresent() || answer[0].equals("absent");
        load.history().end(call, answered ? Effect.CERTAIN : Effect.NONE, seen.map(TypedRecords.Seen::written));
        if (answered) {
            load.tally().count(Tally.FOUND);
        } else if (answer[0].equals("threw")) {
            load.broken(name + " finding " + key + ": " + String.join(" ", answer));
        }
        return seen;
    }

    /** Every key that the query asks for was looked at once, at some moment between its first page and its last. */
    private void query(ServiceConnection connection, RecordKey key) throws IOException {
        Set<RecordKey> keys = load.keys().beside(key, random);
        Map<RecordKey, Integer> calls = new LinkedHashMap<>();
        keys.forEach(it -> calls.put(it, load.history().begin(name, it, Kind.FIND, Optional.empty())));
        String ids = keys.stream().map(RecordKey::id).collect(Collectors.joining(" "));
        String[] answer = ask(connection, "query " + CrashTypes.textOf(key) + " " + PAGE + " " + ids);
        boolean answered = answer[0].equals("rows");
        Map<String, String> found = answered ? rows(answer) : Map.of();
        calls.forEach((it, call) -> load.history()
                .end(call, answered ? Effect.CERTAIN : Effect.NONE, Optional.ofNullable(found.get(it.id()))));
        if (answered) {
            load.tally().count(Tally.QUERIES);
            load.tally().count(Tally.QUERIED, keys.size());
        } else if (answer[0].equals("threw")) {
            load.broken(name + " querying " + keys + ": " + String.join(" ", answer));
        }
    }

    private static Map<String, String> rows(String... answer) {
        return Stream.of(answer)
                .skip(1)
                .map(it -> it.split("=", 2))
                .collect(Collectors.toMap(it -> it[0], it -> it[1]));
    }

    /** Writes under the revision that a read or a write was told: only over exactly what that write left. */
    private void change(ServiceConnection connection, RecordKey key, Optional<TypedRecords.Seen> seen)
            throws IOException {
        if (seen.isPresent()) {
            String value = next();
            int call = load.history().beginIf(name, key, seen.get().written(), value);
            write(
                    connection,
                    key,
                    call,
                    Optional.of(value),
                    putLine(key, value, seen.get().revision().toString()));
        }
    }

    private void put(ServiceConnection connection, RecordKey key, Kind kind, String precondition) throws IOException {
        String value = next();
        int call = load.history().begin(name, key, kind, Optional.of(value));
        write(connection, key, call, Optional.of(value), putLine(key, value, precondition));
    }

    private void delete(ServiceConnection connection, RecordKey key) throws IOException {
        int call = load.history().begin(name, key, Kind.DELETE, Optional.empty());
        write(connection, key, call, Optional.empty(), "delete " + CrashTypes.textOf(key));
    }

    private void write(ServiceConnection connection, RecordKey key, int call, Optional<String> value, String line)
            throws IOException {
        String[] answer;
        try {
            answer = ask(connection, line);
        } catch (IOException e) {
            load.tally().count(Tally.UNANSWERED);
            throw e;
        }
        switch (answer[0]) {
            case "applied" -> {
                load.history().end(call, Effect.CERTAIN);
                remember(key, value, answer[1]);
                load.tally().count(Tally.ACKNOWLEDGED);
            }
            case "conflict" -> {
                load.history().end(call, Effect.valueOf(answer[1]));
                load.tally().count(Tally.CONFLICT);
            }
            case "not-applied" -> notApplied(call, answer[1]);
            case "not-served" -> {
                load.history().end(call, Effect.NONE);
                load.tally().count(Tally.NOT_SERVED);
            }
            case "rejected" -> {
                load.history().end(call, Effect.NONE);
                load.tally().count(Tally.UNIQUE);
            }
            default -> {
                load.history().end(call, Effect.POSSIBLE);
                load.tally().count(Tally.UNKNOWN);
            }
        }
        note(key, answer);
    }

    private void remember(RecordKey key, Optional<String> value, String revision) {
        value.ifPresentOrElse(
                it -> told.put(key, new TypedRecords.Seen(it, Revision.parse(revision))), () -> told.remove(key));
    }

    private void note(RecordKey key, String... answer) {
        boolean hasFault = answer[0].equals("not-applied") || answer[0].equals("unknown");
        String fault = hasFault ? answer[1] : "";
        load.tally().count("answer " + answer[0] + " " + fault);
        if (answer.length > 2 && answer[2].equals("53100")) {
            load.tally().count(Tally.DISK_FULL);
        }
        // An exception, a rejection of a good value, or a defect that the library says it has.
        boolean rejected = answer[0].equals("rejected") && !answer[1].equals("UNIQUE");
        if (answer[0].equals("threw") || rejected || fault.equals("BROKEN")) {
            load.broken(name + " writing " + key + ": " + String.join(" ", answer));
        }
    }

    private void notApplied(int call, String fault) {
        if (fault.equals("ABSENT")) {
            load.history().end(call, Effect.REFUSED);
        } else {
            load.history().end(call, Told.ofNotApplied(Fault.Kind.valueOf(fault)));
            load.tally().count(Tally.REFUSED);
            pause(AFTER_REJECTION_MILLIS);
        }
    }

    private static String[] ask(ServiceConnection connection, String line) throws IOException {
        return connection.ask(line).split(" ", -1);
    }

    private static String putLine(RecordKey key, String value, String precondition) {
        return "put " + CrashTypes.textOf(key) + " " + value + " " + precondition;
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
