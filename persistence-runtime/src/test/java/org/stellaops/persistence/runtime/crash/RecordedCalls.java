// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.simulator.Operation.Effect;
import org.stellaops.persistence.simulator.Operation.Kind;
import org.stellaops.persistence.simulator.Told;

/**
 * The calls of one caller: each is noted in the history before it is sent, and its answer when it has arrived. Of a call whose
 * service died nobody knows what became. For one thread.
 */
final class RecordedCalls {

    private static final int PAGE = 2;

    private final String name;
    private final Load load;

    RecordedCalls(String name, Load load) {
        this.name = name;
        this.load = load;
    }

    /**
     * What a find was answered.
     *
     * @param answered whether the store that was asked said what stands there
     */
    record Found(boolean answered, Optional<TypedRecords.Seen> seen) {}

    /**
     * What a write was answered.
     *
     * @param refused whether it took no effect for want of a store
     * @param revision of what it wrote or deleted; empty unless it was acknowledged
     */
    record Written(boolean refused, Optional<Revision> revision) {

        private static final Written NOT = new Written(false, Optional.empty());
    }

    Found find(ServiceConnection connection, RecordKey key) throws IOException {
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
        return new Found(answered, seen);
    }

    /** Every key that the query asks for was looked at once, at some moment between its first page and its last. */
    void query(ServiceConnection connection, RecordKey key, Set<RecordKey> keys) throws IOException {
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

    /** A put that is of no kind in particular, or that requires the record to be absent or present. */
    Written put(ServiceConnection connection, RecordKey key, Kind kind, String value) throws IOException {
        String precondition = switch (kind) {
            case PUT_IF_ABSENT -> "absent";
            case PUT_IF_PRESENT -> "present";
            default -> "none";
        };
        int call = load.history().begin(name, key, kind, Optional.of(value));
        return write(connection, key, call, putLine(key, value, precondition));
    }

    /** A put under a revision: only over exactly what that write left. */
    Written replace(ServiceConnection connection, RecordKey key, TypedRecords.Seen seen, String value)
            throws IOException {
        int call = load.history().beginIf(name, key, seen.written(), value);
        return write(connection, key, call, putLine(key, value, seen.revision().toString()));
    }

    Written delete(ServiceConnection connection, RecordKey key) throws IOException {
        int call = load.history().begin(name, key, Kind.DELETE, Optional.empty());
        return write(connection, key, call, "delete " + CrashTypes.textOf(key));
    }

    private Written write(ServiceConnection connection, RecordKey key, int call, String line) throws IOException {
        long epoch = load.epochs().known();
        String[] answer;
        try {
            answer = ask(connection, line);
        } catch (IOException e) {
            load.tally().count(Tally.UNANSWERED);
            throw e;
        }
        Written written = Written.NOT;
        switch (answer[0]) {
            case "applied" -> {
                load.history().end(call, Effect.CERTAIN);
                load.tally().count(Tally.ACKNOWLEDGED);
                written = new Written(false, Optional.of(Revision.parse(answer[1])));
                load.epochs().acknowledged(key, written.revision().get(), epoch);
            }
            case "conflict" -> {
                load.history().end(call, Effect.valueOf(answer[1]));
                load.tally().count(Tally.CONFLICT);
            }
            case "not-applied" -> written = new Written(isRefused(call, answer[1]), Optional.empty());
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
        return written;
    }

    private boolean isRefused(int call, String fault) {
        if (fault.equals("ABSENT")) {
            load.history().end(call, Effect.REFUSED);
            return false;
        }
        load.history().end(call, Told.ofNotApplied(Fault.Kind.valueOf(fault)));
        load.tally().count(Tally.REFUSED);
        return true;
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

    private static String[] ask(ServiceConnection connection, String line) throws IOException {
        return connection.ask(line).split(" ", -1);
    }

    private static String putLine(RecordKey key, String value, String precondition) {
        return "put " + CrashTypes.textOf(key) + " " + value + " " + precondition;
    }
}
