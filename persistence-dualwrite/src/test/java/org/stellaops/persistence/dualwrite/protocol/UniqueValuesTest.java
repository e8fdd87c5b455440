// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.internal.replicate.UniqueValues;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Two records clash in a unique key only if both have every one of its fields, with equal values. */
class UniqueValuesTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("x").optional(), FieldDef.text("y").optional())
            .unique("things_xy", "x", "y")
            .build();
    private static final VersionStamp HELD = new VersionStamp(1, "held");
    private static final VersionStamp LATER = new VersionStamp(2, "later");

    @Test
    void allFieldsMustBeEqual() {
        assertThat(clash(of("1", "2"), of("1", "2"))).isTrue();
        assertThat(clash(of("1", "2"), of("1", "3"))).isFalse();
        assertThat(clash(of("1", "2"), of("2", "2"))).isFalse();
    }

    @Test
    void aFieldThatIsMissingOrNullClashesWithNothing() {
        Struct half = Struct.builder().put("x", "1").build();
        Struct empty = half.with("y", Value.Null.NULL);

        assertThat(clash(half, half)).isFalse();
        assertThat(clash(empty, empty)).isFalse();
        assertThat(clash(of("1", "2"), half)).isFalse();
    }

    @Test
    void aKeyThatTheTypeDoesNotDeclareIsHeldAsLongAsTheHolderDidNotChange() {
        assertThat(UniqueValues.clash(TYPE, "hidden", of("1", "2"), HELD, of("3", "4"), HELD))
                .isTrue();
        assertThat(UniqueValues.clash(TYPE, "hidden", of("1", "2"), HELD, of("1", "2"), LATER))
                .isFalse();
    }

    private static boolean clash(Struct arriving, Struct holder) {
        return UniqueValues.clash(TYPE, "things_xy", arriving, HELD, holder, LATER);
    }

    private static Struct of(String x, String y) {
        return Struct.builder().put("x", x).put("y", y).build();
    }
}
