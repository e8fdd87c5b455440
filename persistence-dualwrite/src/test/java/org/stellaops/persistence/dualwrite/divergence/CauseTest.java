// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparer;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Each cause from the evidence that stands for it. */
class CauseTest {

    private static final RecordKey KEY = key(1);

    private VerifiedStores stores;

    @BeforeEach
    void open() {
        stores = VerifiedStores.in(Stage.SHADOW_READ);
        stores.put(KEY, full());
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void contentThatDoesNotFitItsHashWasWrittenPastTheLibrary() {
        stores.target.injected().changeContent(KEY, full().with("count", Value.of(0)));

        assertThat(explanation()).satisfies(it -> {
            assertThat(it.cause()).isEqualTo(Cause.BYPASSING_WRITER);
            assertThat(it.evidence()).contains("target side was changed");
        });
    }

    @Test
    void theSameInTheLeaderNamesTheLeader() {
        stores.legacy.injected().changeContent(KEY, full().with("count", Value.of(0)));

        assertThat(explanation()).satisfies(it -> {
            assertThat(it.cause()).isEqualTo(Cause.BYPASSING_WRITER);
            assertThat(it.evidence()).contains("legacy side was changed");
        });
    }

    @Test
    void aRowThatIsGoneWithoutATombstoneWasRemovedPastTheLibrary() {
        assertThat(stores.target.injected().removeRow(KEY)).isTrue();

        assertThat(explanation().cause()).isEqualTo(Cause.BYPASSING_WRITER);
    }

    @Test
    void aLegacyDocumentWithoutAVersionIsNoRecordOfTheLibrary() {
        stores.legacy.putUnversioned(key(5), full());

        assertThat(explanation(key(5))).satisfies(it -> {
            assertThat(it.cause()).isEqualTo(Cause.BYPASSING_WRITER);
            assertThat(it.evidence()).contains("not backfilled yet");
        });
    }

    @Test
    void aLeaderThatIsAheadAndNotPendingHasAStaleFollower() {
        rewriteLeader(1, full().with("count", Value.of(7)));

        assertThat(explanation().cause()).isEqualTo(Cause.STALE_FOLLOWER);
    }

    @Test
    void aFollowerThatIsAheadIsReal() {
        rewriteLeader(-1, full());

        assertThat(explanation().cause()).isEqualTo(Cause.REAL);
    }

    @Test
    void oneVersionWithTwoContentsThatFitTheirHashesIsReal() {
        rewriteLeader(0, full().with("count", Value.of(7)));

        assertThat(explanation().cause()).isEqualTo(Cause.REAL);
    }

    @Test
    void oneVersionInTwoTypesIsSchemaDrift() {
        rewriteLeader(0, full().with("summary", Value.of(7)));

        assertThat(explanation().cause()).isEqualTo(Cause.SCHEMA_DRIFT);
    }

    @Test
    void aPendingLeaderIsNoDivergence() {
        LegacyRecord record = stores.legacy.read(KEY).orElseThrow();
        write(new VersionStamp(record.stamp().version() + 1, "next"), full(), OptionalLong.of(1));

        assertThat(compare(KEY, ComparisonPolicy.STRICT)).isEqualTo(new KeyComparison.Unsettled(Cause.PENDING));
    }

    @Test
    void aRuleLetsItsFieldPassAndIsNamed() {
        stores.target.injected().changeContent(KEY, full().with("count", Value.of(43)));
        ComparisonRule near = new ComparisonRule(
                "rounded", ComparisonRule.ANY, "count", new ComparisonRule.Allowance.Numbers(java.math.BigDecimal.ONE));
        ComparisonPolicy policy = new ComparisonPolicy(List.of(near), Set.of());

        assertThat(compare(KEY, policy))
                .isInstanceOfSatisfying(
                        KeyComparison.Equal.class, it -> assertThat(it.rules()).containsExactly("rounded"));
        stores.target.injected().changeContent(KEY, full().with("count", Value.of(99)));
        assertThat(compare(KEY, policy)).isInstanceOf(KeyComparison.Differs.class);
    }

    private Explanation explanation() {
        return explanation(KEY);
    }

    private Explanation explanation(RecordKey key) {
        return ((KeyComparison.Differs) compare(key, ComparisonPolicy.STRICT)).explanation();
    }

    private KeyComparison compare(RecordKey key, ComparisonPolicy policy) {
        EntityPair pair = new EntityPair(stores.pair.type(), stores.legacy, stores.target, policy);
        return new KeyComparer(pair, 10).compare(Side.LEGACY, key);
    }

    private void rewriteLeader(int ahead, Struct content) {
        LegacyRecord record = stores.legacy.read(KEY).orElseThrow();
        VersionStamp stamp =
                ahead == 0 ? record.stamp() : new VersionStamp(record.stamp().version() + ahead, "other");
        write(stamp, content, OptionalLong.empty());
    }

    private void write(VersionStamp stamp, Struct content, OptionalLong pending) {
        stores.legacy
                .injected()
                .put(new LegacyRecord(
                        KEY, stamp, content, Optional.of(ContentHash.of(content)), pending, Optional.empty()));
    }
}
