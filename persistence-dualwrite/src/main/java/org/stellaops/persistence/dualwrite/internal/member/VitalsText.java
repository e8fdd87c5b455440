// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.member;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stellaops.persistence.dualwrite.vitals.Latencies;
import org.stellaops.persistence.dualwrite.vitals.Tally;
import org.stellaops.persistence.dualwrite.vitals.Vitals;

/** What a member counted, as one line: numbers of sends, comparisons and calls with those that went wrong, then the latencies. */
final class VitalsText {

    private static final int NUMBERS = 6;

    private VitalsText() {}

    static Optional<String> write(Vitals vitals) {
        if (!vitals.isKnown()) {
            return Optional.empty();
        }
        List<Long> numbers = new ArrayList<>();
        for (Tally tally : List.of(vitals.sends(), vitals.comparisons(), vitals.calls())) {
            numbers.add(tally.all());
            numbers.add(tally.bad());
        }
        numbers.addAll(vitals.latencies().counts());
        return Optional.of(numbers.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }

    static Vitals read(String line, List<String> unwell) {
        if (line.isEmpty()) {
            return Vitals.UNKNOWN.withUnwell(unwell);
        }
        List<Long> numbers =
                Arrays.stream(line.split(" ", -1)).map(Long::parseLong).toList();
        return new Vitals(
                true,
                unwell,
                new Tally(numbers.get(0), numbers.get(1)),
                new Tally(numbers.get(2), numbers.get(3)),
                new Tally(numbers.get(4), numbers.get(5)),
                new Latencies(numbers.subList(NUMBERS, numbers.size())));
    }
}
