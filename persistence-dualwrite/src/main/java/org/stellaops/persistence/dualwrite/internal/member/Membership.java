// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.member;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlEntries.Entry;

/**
 * The processes that serve a module, each an entry in the store that leads, renewed while it lives. An entry that has not
 * been renewed for many leases is removed by whoever notices.
 *
 * <p>Safe for concurrent use. Waits on the store that leads, and throws what that throws.
 */
public final class Membership {

    /** For how many leases a process that died without a word is still waited for. */
    private static final int FORGOTTEN_AFTER = 6;

    private final ModuleStores stores;
    private final String id;
    private final String version;
    private final Map<String, String> types;
    private final LeaseObserver leases;
    private final AtomicLong beats = new AtomicLong();
    private final Supplier<Vitals> vitals;

    /** A member that tells with each lease how it fares. */
    public Membership(
            ModuleStores stores,
            String id,
            String version,
            Duration lease,
            LongSupplier ticker,
            Supplier<Vitals> vitals) {
        this.vitals = vitals;
        this.stores = stores;
        this.id = id;
        this.version = version;
        this.leases = new LeaseObserver(lease, ticker);
        this.types = new TreeMap<>();
        for (EntityPair pair : stores.pairs()) {
            types.put(pair.type().name(), TypeDigest.of(pair.type()));
        }
    }

    /** The id of this process. */
    public String id() {
        return id;
    }

    /** The entity types that this process knows, with the digest of each. */
    public Map<String, String> types() {
        return new TreeMap<>(types);
    }

    /** Renews the lease of this process in the store that leads, and says how it stands. */
    public void renew(Side leader, Stage stage, Optional<Stage> wish, List<String> reasons, boolean moves) {
        ControlEntries entries = stores.entries(leader);
        Member member = new Member(id, version, types, stage, wish, reasons, moves, true, vitals.get());
        String text = MemberText.write(member, beats.incrementAndGet());
        String name = MemberText.PREFIX + id;
        entries.find(name).ifPresentOrElse(it -> entries.replace(it, text), () -> entries.insert(name, text));
    }

    /** Who serves the module, by the store that leads. */
    public List<Member> members(Side leader) {
        List<Member> members = new ArrayList<>();
        for (Entry it : stores.entries(leader).list(MemberText.PREFIX)) {
            String who = it.name().substring(MemberText.PREFIX.length());
            long beat = MemberText.beat(it.text());
            if (leases.leasesOfSilence(who, beat) >= FORGOTTEN_AFTER && !who.equals(id)) {
                stores.entries(leader).remove(it);
            } else {
                members.add(MemberText.read(who, it.text(), who.equals(id) || leases.isAlive(who, beat)));
            }
        }
        return members;
    }

    /**
     * Whether every process that serves the module, or is not forgotten yet, takes a fence for absent that somebody distrusts. One is on
     * the list before it reads an epoch, so that none that may still write in this one is missed.
     */
    public boolean allHeedDistrust(Side leader) {
        return stores.entries(leader).list(MemberText.PREFIX).stream()
                .allMatch(it -> MemberText.heedsDistrust(it.text()));
    }

    /** Whether a process that renews its lease says that it is moving the lead. */
    public boolean somebodyMoves(Side leader) {
        return members(leader).stream().anyMatch(it -> it.isPresent() && it.moves());
    }

    /** Whether another process that renews its lease says so. */
    public boolean somebodyElseMoves(Side leader) {
        return members(leader).stream()
                .anyMatch(it -> it.isPresent() && it.moves() && !it.id().equals(id));
    }

    /** Takes this process off the lists of both stores; one that cannot be asked will forget it. */
    public void leave(Side side) {
        ControlEntries entries = stores.entries(side);
        entries.find(MemberText.PREFIX + id).ifPresent(entries::remove);
    }
}
