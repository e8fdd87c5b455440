// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was inferred, for a person as Markdown and for a program as JSON. Holds no value of a document. Pure. */
final class InferenceReport {

    private InferenceReport() {}

    /** One line on what came of a collection. */
    static String line(Inference.Result result) {
        ProposedType type = result.type();
        String seen = result.profile().collection() + ": " + result.profile().documents() + " documents"
                + (result.profile().isComplete() ? "" : " of a sample") + ", " + type.name() + " with "
                + type.fields().size() + " components, " + type.notes().size() + " to look at; ";
        return seen
                + result.proof()
                        .map(it -> it.carried() + " carried as they are, " + it.refused() + " not")
                        .orElse("not proved, because this is no JDK");
    }

    /** The report of all collections. */
    static String markdown(List<Inference.Result> results) {
        return "# What was inferred\n\nNo value of a document stands here.\n\n"
                + results.stream().map(InferenceReport::section).collect(Collectors.joining("\n"));
    }

    private static String section(Inference.Result result) {
        StringBuilder text = new StringBuilder("## ")
                .append(code(result.profile().collection()))
                .append("\n\n");
        text.append(JavaText.comment(line(result))).append(".\n\n");
        text.append("| Member | Found in | Types | Component | Kept in |\n|---|---|---|---|---|\n");
        result.type()
                .fields()
                .forEach(it -> rows(
                        text, "", it, result.profile().root(), result.profile().documents()));
        if (!result.type().notes().isEmpty()) {
            text.append("\nTo look at:\n\n");
            result.type()
                    .notes()
                    .forEach(it -> text.append("- ")
                            .append(JavaText.comment(it.toString()))
                            .append("\n"));
        }
        result.proof().filter(it -> it.refused() > 0).ifPresent(it -> {
            text.append("\nNot carried, by path:\n\n");
            it.problems()
                    .values()
                    .forEach(problem -> text.append("- ")
                            .append(problem.documents())
                            .append(" documents: ")
                            .append(JavaText.comment(problem.message()))
                            .append("\n"));
        });
        return text.toString();
    }

    private static void rows(
            StringBuilder text, String within, ProposedField field, PathProfile around, long documents) {
        PathProfile path = around.members().get(field.member());
        String member = field.member().isEmpty() ? "everything else" : code(within + field.member());
        text.append("| ").append(member).append(" | ");
        text.append(path == null ? "" : path.present() + " of " + documents).append(" | ");
        text.append(path == null ? "" : Proposer.Types.text(path)).append(" | ");
        text.append(code(field.type() + " " + field.component()))
                .append(" | ")
                .append(field.kind().words())
                .append(" |\n");
        if (path != null) {
            boolean isList = field.kind() == ProposedField.Kind.CHILD;
            PathProfile inner = isList ? path.elements() : path;
            field.nested().fields().stream()
                    .filter(it -> !it.member().isEmpty())
                    .forEach(it ->
                            rows(text, within + field.member() + (isList ? "[]." : "."), it, inner, inner.present()));
        }
    }

    private static String code(String text) {
        return "`" + JavaText.comment(text).replace("|", "\\|").replace("`", "'") + "`";
    }

    /** The result of a collection as JSON. */
    static void json(ObjectNode line, Inference.Result result) {
        ProposedType type = result.type();
        line.put("collection", result.profile().collection());
        line.put("documents", result.profile().documents());
        line.put("complete", result.profile().isComplete());
        line.put("type", type.name());
        line.put("table", type.table());
        ArrayNode fields = line.putArray("fields");
        type.fields().forEach(it -> {
            ObjectNode field = fields.addObject();
            field.put("member", it.member()).put("component", it.component()).put("type", it.type());
            field.put("nullable", it.nullable()).put("kept", it.kind().name());
            PathProfile path = result.profile().root().members().get(it.member());
            if (path != null) {
                ObjectNode types = field.putObject("types");
                path.types().forEach((each, count) -> types.put(each.name(), count));
            }
        });
        ArrayNode notes = line.putArray("notes");
        type.notes().forEach(it -> notes.addObject().put("path", it.path()).put("text", it.text()));
        result.proof().ifPresent(proof -> {
            line.put("carried", proof.carried()).put("refused", proof.refused());
            ArrayNode problems = line.putArray("problems");
            for (Map.Entry<String, Proof.Problem> it : proof.problems().entrySet()) {
                problems.addObject()
                        .put("path", it.getKey())
                        .put("documents", it.getValue().documents())
                        .put("message", it.getValue().message());
            }
        });
    }
}
