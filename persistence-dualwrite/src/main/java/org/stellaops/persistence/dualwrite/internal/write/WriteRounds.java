// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.EncodedSize;

/** Makes many writes in rounds of distinct keys and bounded size, so that writes of one key keep their order. */
final class WriteRounds {

    /** One statement of MongoDB must stay well below its 48 MB, forms and members that are kept included. */
    private static final long BYTES = 8_000_000;

    /** As many as one statement should hold. */
    private static final int KEYS = 500;

    private final WriteChecks checks;
    private final Function<List<RecordWrite>, List<LeaderWriteResult>> round;

    WriteRounds(WriteChecks checks, Function<List<RecordWrite>, List<LeaderWriteResult>> round) {
        this.checks = checks;
        this.round = round;
    }

    List<LeaderWriteResult> run(List<RecordWrite> writes) {
        checks.requireOneTenant(writes.stream().map(RecordWrite::key).toList());
        Map<Integer, LeaderWriteResult> results = new HashMap<>();
        List<Integer> admitted = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            Optional<WriteOutcome> rejection = rejectionOf(writes.get(i));
            if (rejection.isPresent()) {
                results.put(i, LeaderWriteResult.withoutImage(rejection.get()));
            } else {
                admitted.add(i);
            }
        }
        for (List<Integer> places : rounds(writes, admitted)) {
            List<LeaderWriteResult> done =
                    round.apply(places.stream().map(writes::get).toList());
            for (int i = 0; i < places.size(); i++) {
                results.put(places.get(i), done.get(i));
            }
        }
        List<LeaderWriteResult> ordered = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            ordered.add(results.get(i));
        }
        return ordered;
    }

    private Optional<WriteOutcome> rejectionOf(RecordWrite write) {
        if (write instanceof RecordWrite.Put put) {
            return checks.rejectionOf(put.key(), put.content(), put.precondition());
        }
        checks.require(write.key(), write.precondition());
        return Optional.empty();
    }

    private static List<List<Integer>> rounds(List<RecordWrite> writes, List<Integer> admitted) {
        List<List<Integer>> rounds = new ArrayList<>();
        List<Integer> round = new ArrayList<>();
        Set<RecordKey> keys = new HashSet<>();
        long bytes = 0;
        for (int place : admitted) {
            RecordWrite write = writes.get(place);
            long size = write instanceof RecordWrite.Put put ? EncodedSize.canonical(put.content()) : 0;
            if (!round.isEmpty() && (round.size() == KEYS || bytes + size > BYTES || keys.contains(write.key()))) {
                rounds.add(round);
                round = new ArrayList<>();
                keys = new HashSet<>();
                bytes = 0;
            }
            round.add(place);
            keys.add(write.key());
            bytes += size;
        }
        if (!round.isEmpty()) {
            rounds.add(round);
        }
        return rounds;
    }
}
