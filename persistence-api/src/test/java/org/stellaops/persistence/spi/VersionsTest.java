// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VersionsTest {

    @Test
    void anAllocatedVersionIsAboveEverythingItWasAllocatedAbove() {
        assertThat(Versions.allocate(1, 0)).isEqualTo(Versions.base(1) + 1);
        assertThat(Versions.allocate(1, Versions.base(3) + 7, 4)).isEqualTo(Versions.base(3) + 8);
        assertThat(Versions.allocate(4, Versions.base(3) + 7)).isEqualTo(Versions.base(4) + 1);
    }

    @Test
    void aVersionNamesTheEpochItWasAllocatedIn() {
        assertThat(Versions.epochOf(Versions.allocate(5))).isEqualTo(5);
        assertThat(Versions.epochOf(0)).isZero();
    }

    @Test
    void onlyVersionZeroHasNoToken() {
        assertThat(VersionStamp.UNVERSIONED.isUnversioned()).isTrue();
        assertThatThrownBy(() -> new VersionStamp(0, "t")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VersionStamp(1, null)).isInstanceOf(IllegalArgumentException.class);
    }
}
