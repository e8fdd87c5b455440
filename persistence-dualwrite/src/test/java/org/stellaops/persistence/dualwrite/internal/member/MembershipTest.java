// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.dualwrite.internal.gate.ServedStores;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlEntries.Entry;

/** What processes say of themselves to each other. */
class MembershipTest {

    private final ServedStores stores = new ServedStores();
    private final ControlEntries entries = stores.entries(Side.LEGACY);

    @Test
    void aProcessOfAnEarlierVersionIsNotCountedUponToHeedADistrust() {
        Membership one = member("one");
        renew(one);
        renew(member("another"));
        assertThat(one.allHeedDistrust(Side.LEGACY)).isTrue();

        Entry earlier = entries.find("member/another").orElseThrow();
        EntryText itsText = EntryText.read(earlier.text()).with("heedsDistrust", Optional.empty());
        assertThat(entries.replace(earlier, itsText.write())).isTrue();

        assertThat(one.allHeedDistrust(Side.LEGACY)).isFalse();
        assertThat(one.members(Side.LEGACY)).hasSize(2);
        member("another").leave(Side.LEGACY);
        assertThat(one.allHeedDistrust(Side.LEGACY)).isTrue();
    }

    private static void renew(Membership member) {
        member.renew(Side.LEGACY, Stage.SHADOW_READ, Optional.empty(), List.of(), false);
    }

    private Membership member(String id) {
        return new Membership(stores.module(), id, "1.0", Duration.ofSeconds(10), () -> 0, () -> Vitals.UNKNOWN);
    }
}
