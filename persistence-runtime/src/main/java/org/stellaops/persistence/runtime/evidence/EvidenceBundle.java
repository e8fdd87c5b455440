// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.runtime.ModuleStatus;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;

/**
 * What was done to a module, with all runs, verdicts, gates and changes, and where it stands: as JSON and as one page of HTML that needs
 * nothing else. Either file is verified without a database: it must be byte for byte what was written, and the trail in it a chain
 * without a gap.
 *
 * <p>It proves that nothing was changed afterwards by somebody who does not compute everything anew. Whoever may rewrite the whole
 * trail and every bundle can: keep bundles, or their digests, where the operators of the databases cannot.
 */
public final class EvidenceBundle {

    private static final String FORMAT = "persistence-evidence/1";

    private final ObjectNode bundle;

    private EvidenceBundle(ObjectNode bundle) {
        this.bundle = bundle;
    }

    /**
     * Of a module that is only looked at.
     *
     * @param at when it is made
     * @throws org.stellaops.persistence.StoreException if the store that leads cannot be asked
     */
    public static EvidenceBundle of(ModuleInspection module, Instant at) {
        ObjectNode bundle = JsonNodeFactory.instance.objectNode();
        bundle.put("format", FORMAT);
        bundle.put("module", module.name());
        bundle.put("generatedAt", at.toString());
        status(bundle.putObject("status"), module.status());
        List<AuditRecord> trail = module.auditTrail();
        bundle.putArray("trail");
        trail.forEach(it -> write(bundle.withArray("trail").addObject(), it));
        bundle.put("head", trail.isEmpty() ? "" : trail.get(trail.size() - 1).hash());
        bundle.put(BundleJson.DIGEST, BundleJson.digest(bundle));
        return new EvidenceBundle(bundle);
    }

    /** The bundle as JSON. */
    public String json() {
        return BundleJson.write(bundle);
    }

    /** The bundle as a page. */
    public String html() {
        return BundlePage.of(bundle);
    }

    /** Verifies a file of either form. */
    public static EvidenceCheck verify(byte[] file) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            return EvidenceCheck.unreadable("the file is not UTF-8");
        }
        boolean isPage = text.startsWith("<");
        Optional<String> json = isPage ? BundlePage.bundleIn(text) : Optional.of(text);
        if (json.isEmpty()) {
            return EvidenceCheck.unreadable("the page holds no bundle");
        }
        try {
            return BundleJson.read(json.get()) instanceof ObjectNode bundle
                    ? check(bundle, text, isPage)
                    : EvidenceCheck.unreadable("the file holds no bundle");
        } catch (JsonProcessingException e) {
            return EvidenceCheck.unreadable("the bundle is no JSON");
        }
    }

    private static EvidenceCheck check(ObjectNode bundle, String text, boolean isPage) {
        List<String> problems = new ArrayList<>();
        if (!bundle.path("format").asText().equals(FORMAT)) {
            problems.add("its format is not " + FORMAT);
        }
        if (!bundle.path(BundleJson.DIGEST).asText().equals(BundleJson.digest(bundle))) {
            problems.add("its digest is not that of its contents");
        }
        List<AuditRecord> trail = trail(bundle, problems);
        long fault = AuditRecord.firstFault(trail);
        if (fault > 0) {
            problems.add("the trail breaks at record " + fault);
        }
        String head = trail.isEmpty() ? "" : trail.get(trail.size() - 1).hash();
        if (!bundle.path("head").asText().equals(head)) {
            problems.add("its head is not the last record of its trail");
        }
        String written = isPage ? BundlePage.of(bundle) : BundleJson.write(bundle);
        if (!written.equals(text)) {
            problems.add("the file is not byte for byte what its bundle is written as");
        }
        return new EvidenceCheck(problems, bundle.path("module").asText(), trail.size(), head);
    }

    private static List<AuditRecord> trail(ObjectNode bundle, List<String> problems) {
        List<AuditRecord> trail = new ArrayList<>();
        for (JsonNode it : bundle.path("trail")) {
            try {
                trail.add(read(it));
            } catch (IllegalArgumentException e) {
                problems.add("a record of the trail is of an unknown kind");
            }
        }
        return trail;
    }

    private static void status(ObjectNode line, ModuleStatus status) {
        line.put("configured", status.configured().configName());
        line.put("leader", status.leader().map(it -> it.configName()).orElse("unknown"));
        line.put("legacy", status.legacy().describe());
        line.put("target", status.target().describe());
        for (EntityStatus it : status.entities()) {
            ObjectNode entity = line.withArray("entities").addObject();
            entity.put("entity", it.entity());
            entity.put("pending", it.pending());
            entity.put("deadLetters", it.deadLetters());
            it.staleWrites().ifPresent(count -> entity.put("staleWrites", count));
        }
    }

    private static void write(ObjectNode line, AuditRecord record) {
        AuditAction action = record.action();
        line.put("number", record.number());
        line.put("module", record.module());
        line.put("at", record.at());
        line.put("process", record.process());
        line.put("kind", action.kind().name());
        line.put("subject", action.subject());
        line.put("by", action.by());
        line.put("reason", action.reason());
        line.put("outcome", action.outcome());
        line.putArray("evidence");
        action.evidence().forEach(it -> line.withArray("evidence").add(it));
        line.put("previous", record.previous());
        line.put("hash", record.hash());
    }

    private static AuditRecord read(JsonNode line) {
        List<String> evidence = new ArrayList<>();
        line.path("evidence").forEach(it -> evidence.add(it.asText()));
        return new AuditRecord(
                line.path("number").asLong(),
                line.path("module").asText(),
                line.path("at").asText(),
                line.path("process").asText(),
                new AuditAction(
                        AuditAction.Kind.valueOf(line.path("kind").asText()),
                        line.path("subject").asText(),
                        line.path("by").asText(),
                        line.path("reason").asText(),
                        line.path("outcome").asText(),
                        evidence),
                line.path("previous").asText(),
                line.path("hash").asText());
    }
}
