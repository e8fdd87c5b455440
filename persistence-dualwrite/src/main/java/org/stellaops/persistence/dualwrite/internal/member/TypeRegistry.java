// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.member;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlEntries.Entry;

/**
 * The entity types that were ever written in a module, kept in both stores. A process registers its types before it writes
 * the first record of them, so that whoever moves the lead knows what must be drained.
 */
public final class TypeRegistry {

    private static final String PREFIX = "type/";
    private static final String RETIRED = "retired";
    private static final String DIGEST = "digest";

    private final ModuleStores stores;

    public TypeRegistry(ModuleStores stores) {
        this.stores = stores;
    }

    /** Registers types in a store, with their present digests. */
    public void register(Side side, Map<String, String> types) {
        ControlEntries entries = stores.entries(side);
        types.forEach((name, digest) -> {
            String text = EntryText.empty().with(DIGEST, digest).write();
            Optional<Entry> there = entries.find(PREFIX + name);
            if (there.isEmpty()) {
                entries.insert(PREFIX + name, text);
            } else if (!there.get().text().equals(text)) {
                entries.replace(there.get(), text);
            }
        });
    }

    /**
     * Registers in a store that is to lead what the other one knows, and it does not.
     *
     * @param known what the other one knows
     * @param present what it knows itself
     */
    public void copy(Map<String, String> known, Map<String, String> present, Side to) {
        known.forEach((name, digest) -> {
            if (!present.containsKey(name)) {
                register(to, Map.of(name, digest));
            }
        });
    }

    /** The types that must be drained, with the digests they were registered with last. */
    public Map<String, String> registered(Side side) {
        Map<String, String> types = new TreeMap<>();
        for (Entry it : stores.entries(side).list(PREFIX)) {
            EntryText text = EntryText.read(it.text());
            if (text.find(RETIRED).isEmpty()) {
                types.put(it.name().substring(PREFIX.length()), text.text(DIGEST));
            }
        }
        return types;
    }

    /** The names of the types that must be drained and of those that this process knows, in order. */
    public List<String> known(Side side) {
        Set<String> all = new TreeSet<>(registered(side).keySet());
        stores.pairs().forEach(it -> all.add(it.type().name()));
        return List.copyOf(all);
    }

    /** Takes a type that no process knows any more off the list, for a reason that is kept. */
    @CanIgnoreReturnValue
    public boolean retire(Side side, String type, String reason) {
        ControlEntries entries = stores.entries(side);
        return entries.find(PREFIX + type)
                .map(it -> entries.replace(
                        it, EntryText.read(it.text()).with(RETIRED, reason).write()))
                .orElse(false);
    }

    /**
     * Why a process must not move the lead, by the types of the store that leads.
     *
     * @param own the types of the process that wants to
     */
    public static List<String> objections(
            Map<String, String> registered, Map<String, String> own, List<Member> members) {
        List<String> objections = new ArrayList<>();
        registered.forEach((name, digest) -> {
            if (!own.containsKey(name)) {
                objections.add(unknown(name, members));
            }
        });
        own.forEach((name, digest) -> members.stream()
                .filter(Member::isPresent)
                .filter(it -> it.types().containsKey(name)
                        && !digest.equals(it.types().get(name)))
                .findFirst()
                .ifPresent(it -> objections.add("member " + it.describe() + " has another description of entity type "
                        + name + " than this process: what one of them wrote the other would not send whole; finish the"
                        + " rolling deploy first")));
        return objections;
    }

    private static String unknown(String name, List<Member> members) {
        String knowing = members.stream()
                .filter(it -> it.isPresent() && it.types().containsKey(name))
                .map(Member::describe)
                .collect(Collectors.joining(", "));
        return knowing.isEmpty()
                ? "records of entity type " + name
                        + " were written, and no process that serves the module now knows the"
                        + " type: what is pending of it would be lost; start a version that has it, or retire it if"
                        + " nothing of it is needed"
                : "records of entity type " + name + " were written, and this process does not know the type: let "
                        + knowing + " move the lead, or finish the rolling deploy first";
    }
}
