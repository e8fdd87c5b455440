// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Runs pipelines with {@code $sample}. The plain stand-in sorts documents by a number that is another one in each comparison: the sort
 * notices that now and then, and the command fails.
 */
final class StandInSample {

    private final Function<List<Document>, Aggregation> plan;

    /** @param plan makes what runs stages that take no sample */
    StandInSample(Function<List<Document>, Aggregation> plan) {
        this.plan = plan;
    }

    /** Whether a sample is taken; one that the plain stand-in refuses is left to it. */
    static boolean isTaken(List<Document> pipeline) {
        return pipeline.stream().anyMatch(it -> size(it).isPresent());
    }

    List<Document> run(List<Document> pipeline) {
        List<Document> stages = new ArrayList<>();
        Optional<List<Document>> found = Optional.empty();
        for (Document stage : pipeline) {
            OptionalInt size = size(stage);
            if (size.isPresent()) {
                found = Optional.of(picked(ran(stages, found), size.getAsInt()));
                stages.clear();
            } else {
                stages.add(stage);
            }
        }
        return ran(stages, found);
    }

    /** Without documents those of the collection. */
    private List<Document> ran(List<Document> stages, Optional<List<Document>> documents) {
        Aggregation planned = plan.apply(stages);
        return documents.map(it -> planned.runStages(it.stream())).orElseGet(planned::computeResult);
    }

    private static OptionalInt size(Document stage) {
        return stage.get("$sample") instanceof Document sample
                        && sample.size() == 1
                        && sample.get("size") instanceof Number size
                        && size.intValue() > 0
                ? OptionalInt.of(size.intValue())
                : OptionalInt.empty();
    }

    /** The first so many of a shuffle that goes no further. */
    private static List<Document> picked(List<Document> from, int size) {
        List<Document> picked = new ArrayList<>(from);
        int most = Math.min(size, picked.size());
        for (int i = 0; i < most; i++) {
            Collections.swap(picked, i, ThreadLocalRandom.current().nextInt(i, picked.size()));
        }
        return picked.subList(0, most);
    }
}
