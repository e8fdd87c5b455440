// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.cli.infer.Proposer.Choices;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.mongo.LegacyCollections;

/**
 * Scans a collection, proposes a type, compiles it, and reads every document with it. A member that does not come back as it was is
 * proposed again in a plainer form, until the documents that are left have something that no form carries.
 */
final class Inference {

    private static final int MOST_ROUNDS = 25;

    private final LegacyCollections collections;
    private final OptionalLong sample;
    private final String javaPackage;
    private final Progress progress;

    /** Told how far it is. */
    interface Progress {
        /** So many documents of about so many in this step. */
        void on(String step, long done, long total);
    }

    Inference(LegacyCollections collections, OptionalLong sample, String javaPackage, Progress progress) {
        this.collections = collections;
        this.sample = sample;
        this.javaPackage = javaPackage;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param profile what was seen
     * @param type the proposal
     * @param proof what became of every document; empty if there was no compiler
     */
    record Result(CollectionProfile profile, ProposedType type, Optional<Proof> proof) {}

    Result of(String collection, Choices choices) {
        CollectionProfile profile = profile(collection);
        Optional<Compilation> compilation = Compilation.ofThisJdk().filter(it -> profile.documents() > 0);
        Choices refined = choices;
        ProposedType type = Proposer.of(profile, refined);
        if (compilation.isEmpty()) {
            return new Result(profile, type, Optional.empty());
        }
        Proof proof = prove(compilation.get(), profile, type);
        for (int round = 1; round < MOST_ROUNDS && proof.refused() > 0; round++) {
            Choices plainer = plainer(refined, type, proof);
            if (plainer.equals(refined)) {
                break;
            }
            refined = plainer;
            type = Proposer.of(profile, refined);
            proof = prove(compilation.get(), profile, type);
        }
        return new Result(profile, type, Optional.of(proof));
    }

    private CollectionProfile profile(String collection) {
        CollectionProfile profile = new CollectionProfile(collection);
        each(collection, "scanning", profile::add);
        profile.finish(sample.isEmpty(), collections.indexes(collection));
        return profile;
    }

    private void each(String collection, String step, Consumer<RawBsonDocument> work) {
        String label = step + " " + collection;
        long total = Math.min(sample.orElse(Long.MAX_VALUE), collections.estimate(collection));
        AtomicLong done = new AtomicLong();
        collections.each(collection, sample, it -> {
            work.accept(it);
            progress.on(label, done.incrementAndGet(), total);
        });
    }

    private Proof prove(Compilation compilation, CollectionProfile profile, ProposedType type) {
        Path folder = temporary();
        try {
            Path sources = Files.createDirectories(folder.resolve("sources"));
            Files.writeString(sources.resolve(type.name() + ".java"), JavaSource.of(type, javaPackage, profile));
            Path classes = folder.resolve("classes");
            compilation.compile(sources, classes);
            try (URLClassLoader loader = Compilation.loader(classes)) {
                Proof proof = new Proof(EntityType.of(
                        loader.loadClass(javaPackage + "." + type.name()).asSubclass(Record.class)));
                each(type.collection(), "proving", proof::add);
                return proof;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("tried to compile the proposal for " + type.collection(), e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the compiled proposal for " + type.collection() + " has no class", e);
        } finally {
            delete(folder);
        }
    }

    /** Each member at which documents were refused, one step plainer. */
    private static Choices plainer(Choices choices, ProposedType type, Proof proof) {
        Choices refined = choices;
        Set<String> members = new TreeSet<>();
        proof.problems().keySet().forEach(path -> memberOf(path, type).ifPresent(members::add));
        for (String member : members) {
            refined = refined.plainer(member);
        }
        return refined;
    }

    /** The member with which a path begins: by its own name, which may have dots, or by that of its component. */
    private static Optional<String> memberOf(String path, ProposedType type) {
        return type.fields().stream()
                .filter(it -> !it.member().isEmpty())
                .filter(it ->
                        begins(path, new UnmappableException(it.member(), "").path()) || begins(path, it.component()))
                .map(ProposedField::member)
                .max(Comparator.comparingInt(String::length));
    }

    private static boolean begins(String path, String name) {
        return path.equals(name)
                || (path.startsWith(name)
                        && (path.charAt(name.length()) == '.'
                                || path.charAt(name.length()) == '['
                                || Character.isUpperCase(path.charAt(name.length()))));
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("persistence-infer");
        } catch (IOException e) {
            throw new UncheckedIOException("tried to make a temporary folder", e);
        }
    }

    private static void delete(Path folder) {
        try (var all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path it : deepestFirst) {
                Files.deleteIfExists(it);
            }
        } catch (IOException e) {
            // Nothing but sources and classes, in the folder for temporary files.
            return;
        }
    }
}
