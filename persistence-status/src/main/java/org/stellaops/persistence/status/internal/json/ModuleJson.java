// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.runtime.ModuleHealth;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;
import org.stellaops.persistence.status.activity.Latency;
import org.stellaops.persistence.status.activity.LongWork;
import org.stellaops.persistence.status.activity.ModuleActivity;
import org.stellaops.persistence.status.internal.collect.Asked;
import org.stellaops.persistence.status.internal.collect.ModuleFacts;
import org.stellaops.persistence.status.internal.collect.Sample;
import org.stellaops.persistence.status.internal.collect.StoreFacts;

/** One module. */
final class ModuleJson {

    private static final double NANOS_PER_MILLI = 1e6;

    private ModuleJson() {}

    static void write(ObjectNode module, ModuleFacts facts) {
        module.put("name", facts.name());
        facts.entities().forEach(it -> module.withArray("entities").add(it));
        Verdict verdict = Verdict.of(facts);
        module.put("state", SnapshotJson.word(verdict.level()));
        verdict.reasons().forEach(it -> module.withArray("reasons").add(it));
        standing(module, facts);
        stores(module.putObject("stores"), facts);
        members(module, facts.stores().members());
        backlog(module.putObject("pending"), facts);
        facts.divergences().ifPresent(it -> DivergenceJson.write(module.putObject("divergences"), it));
        facts.stores()
                .kept()
                .answer()
                .filter(it -> facts.divergences().isEmpty())
                .ifPresent(it -> KeptJson.write(module.putObject("divergences"), it));
        facts.stores().coverage().answer().ifPresent(it -> CoverageJson.write(module.putObject("coverage"), it));
        latency(module, facts);
        GateJson.steps(module, facts);
        ListingJson.deadLetters(module, facts.stores().deadLetters());
        ListingJson.audit(module, facts.stores().audit());
        facts.work().forEach(it -> work(module.withArray("work").addObject(), it));
        facts.steps()
                .forEach(it -> module.withArray("moveSteps")
                        .addObject()
                        .put("step", it.step())
                        .put("epoch", it.epoch())
                        .put("at", it.at().toString()));
        facts.health().ifPresent(it -> SnapshotJson.tasks(module.putArray("tasks"), it.tasks()));
    }

    /** As the stores say, or as this process serves while they have not answered yet. */
    private static void standing(ObjectNode module, ModuleFacts facts) {
        facts.health().ifPresent(it -> health(module, it));
        facts.stores().standing().answer().ifPresent(it -> {
            it.stage().ifPresent(stage -> module.put("stage", stage.configName()));
            it.leader().ifPresent(side -> module.put("leader", side.configName()));
            module.put("configured", it.configured().configName());
            module.put("epoch", it.epoch());
            it.wish().ifPresent(stage -> module.put("wish", stage.configName()));
            it.reasons().forEach(reason -> module.withArray("wishReasons").add(reason));
        });
        asOf(module, facts, facts.stores().standing());
    }

    private static void health(ObjectNode module, ModuleHealth health) {
        if (health.isOpen()) {
            module.put("stage", health.stage().configName());
            module.put("served", health.stage().configName());
            module.put("leader", health.stage().leader().configName());
        }
        module.put("open", health.isOpen());
        module.put("leaderAnswers", health.leaderAnswers());
        module.put("bothStoresAnswer", health.bothStoresAnswer());
    }

    private static void stores(ObjectNode stores, ModuleFacts all) {
        StoreFacts facts = all.stores();
        facts.problems().forEach(it -> stores.withArray("problems").add(it));
        facts.roundTrips()
                .answer()
                .ifPresent(it -> it.forEach((side, took) ->
                        stores.put(side == Side.LEGACY ? "legacyMillis" : "targetMillis", millis(took))));
        asOf(stores, all, facts.roundTrips());
    }

    private static void members(ObjectNode module, Asked<List<Member>> members) {
        members.answer()
                .ifPresent(all -> all.forEach(it -> {
                    ObjectNode member = module.withArray("members").addObject();
                    member.put("id", it.id());
                    member.put("version", it.version());
                    member.put("stage", it.stage().configName());
                    member.put("present", it.isPresent());
                    member.put("moves", it.moves());
                    it.wish().ifPresent(wish -> member.put("wish", wish.configName()));
                }));
    }

    private static void backlog(ObjectNode pending, ModuleFacts facts) {
        facts.stores().pending().ifPresent(it -> pending.put("keys", it));
        pending.put(
                "oldestSeconds",
                facts.last().map(Sample::oldest).orElse(Duration.ZERO).toSeconds());
        facts.stores().backlog().answer().stream()
                .flatMap(List::stream)
                .forEach(it -> entity(pending.withArray("entities").addObject(), it));
        asOf(pending, facts, facts.stores().backlog());
    }

    private static void entity(ObjectNode line, EntityStatus it) {
        line.put("entity", it.entity());
        line.put("keys", it.pending());
        it.pendingSince().ifPresent(since -> line.put("since", since.toString()));
        line.put("deadLetters", it.deadLetters());
        it.staleWrites().ifPresent(count -> line.put("staleWrites", count));
    }

    private static void latency(ObjectNode module, ModuleFacts facts) {
        facts.last().ifPresent(it -> {
            ObjectNode latency = module.putObject("latency");
            calls(latency, "reads", it.reads());
            calls(latency, "writes", it.writes());
        });
        facts.counts().ifPresent(it -> counts(module.putObject("counts"), it));
    }

    private static void calls(ObjectNode latency, String name, Latency it) {
        latency.putObject(name)
                .put("calls", it.calls())
                .put("p50", millis(it.median()))
                .put("p99", millis(it.p99()));
    }

    private static void counts(ObjectNode counts, ModuleActivity.Counts it) {
        counts.put("replicated", it.replicated());
        counts.put("failed", it.failed());
        counts.put("compared", it.compared());
        counts.put("notCompared", it.notCompared());
        counts.put("breaker", SnapshotJson.word(it.breaker()));
    }

    private static void work(ObjectNode line, LongWork it) {
        line.put("kind", SnapshotJson.word(it.kind()));
        line.put("entity", it.entity());
        line.put("done", it.done());
        line.put("total", it.total());
        line.put("found", it.found());
        line.put("perSecond", Math.round(it.perSecond()));
        line.put("verdict", it.verdict());
        line.put("finished", it.finished());
        line.put("at", it.at().toString());
    }

    /** Only if it is old: otherwise every snapshot would be another one. */
    private static void asOf(ObjectNode part, ModuleFacts facts, Asked<?> asked) {
        asked.problem().ifPresent(it -> part.put("problem", it));
        if (asked.isOld(facts.now(), Verdict.LONGEST_SILENCE)) {
            part.put("old", true);
            asked.asOf().ifPresent(it -> part.put("asOf", it.toString()));
        }
    }

    static double millis(Duration took) {
        return Math.round(took.toNanos() / NANOS_PER_MILLI * 100) / 100.0;
    }
}
