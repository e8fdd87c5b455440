// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.Output;
import org.stellaops.persistence.cli.frame.ProgressLine;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.mongo.LegacyCollections;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code infer}. */
@Command(
        name = "infer",
        description = {
            "Proposes entity types for collections that nobody has modelled: scans them, writes annotated records, the schema"
                    + " and a report of what a person should look at, compiles the records, and reads every document with them."
                    + " Writes nothing to either database.",
            "Values of documents are not shown, unless --show-values allows it.",
            ""
        },
        footer = {
            "",
            "Ends with 0 if every document that was scanned is carried as it is, with 1 if some are not, and with 2 if that"
                    + " was not proved.",
            "",
            "Example:",
            "  persistence infer --config app.yaml --module shop --collection orders --collection customers --out shop-model"
        })
public final class InferCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(
            names = "--collection",
            paramLabel = "NAME",
            description = "a collection; may be given several times. Without it, every collection of the database")
    private List<String> collections = List.of();

    @Option(
            names = "--tenant",
            paramLabel = "MEMBER",
            defaultValue = "",
            description = "the member of documents that names the tenant; without it the types are global")
    private String tenant = "";

    @Option(
            names = "--type",
            paramLabel = "NAME",
            defaultValue = "",
            description = "the name of the record class, for a single collection")
    private String type = "";

    @Option(
            names = "--package",
            paramLabel = "NAME",
            defaultValue = "model",
            description = "the Java package (default: ${DEFAULT-VALUE})")
    private String javaPackage = "model";

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "looks at so many documents at random, instead of all; every component is then optional")
    private @Nullable Long sample;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "where the files go; it must be new or empty (default: the name of the module, and -model)")
    private @Nullable Path out;

    @Option(
            names = "--show-values",
            description = "lets texts of documents stand in what is written, such as a word for a missing number")
    private boolean showValues;

    /** For picocli. */
    public InferCommand() {}

    @Override
    public Integer call() {
        return frame.unmodelled(this::infer);
    }

    private ExitCode infer(Config config, String module, Optional<ModuleDescriptor> known) {
        check(module);
        MongoConfig mongo = config.mongo()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "the configuration has no section persistence.mongo, so there is nothing to scan"));
        Path folder = out == null ? Path.of(module + "-model") : out;
        InferenceFiles files = new InferenceFiles(folder, module, javaPackage);
        try (LegacyCollections legacy = LegacyCollections.open(mongo)) {
            files.requireEmpty();
            List<String> wanted = wanted(legacy.names(), mongo.database(), known);
            List<Inference.Result> results =
                    infer(legacy, wanted, new Proposer.Choices(module, type, tenant, showValues, Map.of(), Set.of()));
            List<String> written = files.write(results, InferenceReport.markdown(results));
            ExitCode code = show(results);
            frame.output().note("written to " + folder + ": " + String.join(", ", written));
            return code;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "tried to write to " + folder + "; " + e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private void check(String module) {
        requireUsage(
                module.matches("[a-z][a-z0-9_]{0,30}"),
                "--module must be lower-case letters, digits and underscores, but is " + module);
        requireUsage(
                javaPackage.matches("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*"),
                "--package is no name of a package: " + javaPackage);
        requireUsage(type.isEmpty() || type.matches("[A-Z][A-Za-z0-9]*"), "--type is no name of a class: " + type);
        requireUsage(type.isEmpty() || collections.size() == 1, "--type wants exactly one --collection");
        requireUsage(sample == null || sample > 0, "--sample must be at least 1, but is " + sample);
    }

    private void requireUsage(boolean holds, String message) {
        if (!holds) {
            throw frame.usage(message);
        }
    }

    /** The collections that were named; or all that neither the library nor a type of the module has. */
    private List<String> wanted(List<String> there, String database, Optional<ModuleDescriptor> known) {
        for (String it : collections) {
            if (!there.contains(it)) {
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "the database " + database + " has no collection " + it + ", but "
                                + (there.isEmpty() ? "none at all" : String.join(", ", there)));
            }
        }
        List<String> modelled = known.stream()
                .flatMap(it -> it.entityTypes().stream())
                .flatMap(it -> MongoBackend.collectionsOf(it).stream())
                .toList();
        List<String> left = there.stream()
                .filter(it -> !it.startsWith("_") && !it.endsWith("_tombstones") && !modelled.contains(it))
                .toList();
        if (collections.isEmpty() && left.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NOT_VERIFIED, "the database " + database + " has no collection that is not modelled");
        }
        return collections.isEmpty() ? left : collections;
    }

    private List<Inference.Result> infer(LegacyCollections legacy, List<String> wanted, Proposer.Choices first) {
        OptionalLong size = sample == null ? OptionalLong.empty() : OptionalLong.of(sample);
        List<Inference.Result> results = new ArrayList<>();
        try (ProgressLine progress = new ProgressLine(Terminal.standardError())) {
            Inference inference = new Inference(legacy, size, javaPackage, progress::reach);
            Proposer.Choices choices = first;
            for (String it : wanted) {
                Inference.Result result = inference.of(it, choices);
                results.add(result);
                choices = choices.besides(result.type());
            }
        }
        return results;
    }

    private ExitCode show(List<Inference.Result> results) {
        Output output = frame.output();
        ExitCode code = ExitCode.CLEAN;
        for (Inference.Result each : results) {
            output.result(InferenceReport.line(each), line -> InferenceReport.json(line, each));
            each.type().notes().forEach(it -> output.note("  " + it));
            each.proof()
                    .ifPresent(proof -> proof.problems()
                            .values()
                            .forEach(it ->
                                    output.note("  not carried: " + it.documents() + " documents, " + it.message())));
            code = code.and(exitCode(each));
        }
        return code;
    }

    private static ExitCode exitCode(Inference.Result result) {
        if (result.proof().isEmpty()) {
            return ExitCode.NOT_VERIFIED;
        } else if (result.proof().get().refused() > 0) {
            return ExitCode.DIVERGENT;
        }
        return result.profile().isComplete() ? ExitCode.CLEAN : ExitCode.NOT_VERIFIED;
    }
}
