// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.member;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.member.Member;

/**
 * The processes that serve a module, seen by one that does not: nothing is renewed and nothing removed.
 *
 * <p>Safe for concurrent use. Waits on the store that leads, and throws what that throws.
 */
public final class MemberList {

    private final ModuleStores stores;
    private final LeaseObserver leases;

    public MemberList(ModuleStores stores, Duration lease, LongSupplier ticker) {
        this.stores = stores;
        this.leases = new LeaseObserver(lease, ticker);
    }

    /** Who serves the module, by the store that leads. */
    public List<Member> members(Side leader) {
        return stores.entries(leader).list(MemberText.PREFIX).stream()
                .map(it -> {
                    String who = it.name().substring(MemberText.PREFIX.length());
                    return MemberText.read(who, it.text(), leases.isAlive(who, MemberText.beat(it.text())));
                })
                .toList();
    }
}
