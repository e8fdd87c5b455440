// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;

/** Whether a read belongs to the sample. Pure, but for the chance that it is given. */
final class Sampling {

    private static final double STEPS = 0x1p53;

    private Sampling() {}

    /** A read of one key. */
    static boolean ofKey(ShadowReadPolicy policy, RecordKey key, DoubleSupplier chance) {
        return switch (policy.sampleBy()) {
            case READ -> chance.getAsDouble() < policy.sampleRate();
            case KEY -> share(key.tenantOrNull(), key.id()) < policy.sampleRate();
            case TENANT -> ofTenant(policy, key.tenantOrNull(), chance);
        };
    }

    /** A read of many keys. */
    static boolean ofTenant(ShadowReadPolicy policy, Optional<String> tenant, DoubleSupplier chance) {
        return ofTenant(policy, tenant.orElse(null), chance);
    }

    private static boolean ofTenant(ShadowReadPolicy policy, @Nullable String tenant, DoubleSupplier chance) {
        double place =
                policy.sampleBy() == SampleBy.TENANT && tenant != null ? share(tenant, "") : chance.getAsDouble();
        return place < policy.sampleRate();
    }

    /** A number in [0, 1) that depends on the texts alone, and falls evenly. */
    static double share(@Nullable String tenant, String id) {
        long hash = 0xcbf29ce484222325L;
        hash = add(hash, tenant == null ? "" : tenant);
        hash = add((hash ^ 0x1f) * 0x100000001b3L, id);
        return (mixed(hash) >>> 11) / STEPS;
    }

    private static long add(long hash, String text) {
        long sum = hash;
        for (int i = 0; i < text.length(); i++) {
            sum = (sum ^ text.charAt(i)) * 0x100000001b3L;
        }
        return sum;
    }

    /** The last step of SplitMix64: of FNV alone, texts that differ in their last character would fall close together. */
    private static long mixed(long hash) {
        long z = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
