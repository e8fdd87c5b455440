package org.stellaops.persistence.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VersionsTest {

    @Test
    void aMintedVersionIsAboveEverythingItWasMintedAbove() {
        assertThat(Versions.mint(1, 0)).isEqualTo(Versions.base(1) + 1);
        assertThat(Versions.mint(1, Versions.base(3) + 7, 4)).isEqualTo(Versions.base(3) + 8);
        assertThat(Versions.mint(4, Versions.base(3) + 7)).isEqualTo(Versions.base(4) + 1);
    }

    @Test
    void aVersionNamesTheEpochItWasMintedIn() {
        assertThat(Versions.epochOf(Versions.mint(5))).isEqualTo(5);
        assertThat(Versions.epochOf(0)).isZero();
    }

    @Test
    void onlyVersionZeroHasNoToken() {
        assertThat(Stamp.UNSTAMPED.isUnstamped()).isTrue();
        assertThatThrownBy(() -> new Stamp(0, "t")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Stamp(1, null)).isInstanceOf(IllegalArgumentException.class);
    }
}
