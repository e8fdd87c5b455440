// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.EncodedSize;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Value;

/**
 * A shape whose documents hold each content that its type allows as it is, but for names of members, constants and the tenant. Such a
 * document comes back as the content that it was made from, so that it need not be made to see that.
 *
 * @param growth by how much names of members make a document larger than its content, at most
 * @param constants the rough size of what every document has beside its fields
 * @param tenant the member that names the tenant; empty for none
 */
record PlainShape(double growth, long constants, String tenant) {

    private static final Set<String> TAKEN = Set.of("_id", "_sync");
    private static final long OF_A_MEMBER = 80;

    /** That of a mapping, if it has one. */
    static Optional<PlainShape> of(LegacyMapping mapping) {
        return mapping instanceof ShapedMapping it ? it.plain() : Optional.empty();
    }

    /** What a version of documents, the only one, is; empty if a content could come back as another. */
    static Optional<PlainShape> of(ShapedMapping.Version version, IdShape ids) {
        String tenant = ids.where() == IdShape.Where.MEMBER ? ids.tenantName() : "";
        boolean plain = version.fields().stream()
                .allMatch(it ->
                        it.isRemainder() || (isPlain(it) && isFree(it.path().get(0), tenant)));
        return plain && !version.constants().containsKey(tenant)
                ? Optional.of(new PlainShape(growth(version.fields()), sizeOf(version.constants()), tenant))
                : Optional.empty();
    }

    private static boolean isFree(String member, String tenant) {
        return !TAKEN.contains(member) && !member.equals(tenant);
    }

    /** A remainder within rows is not: its names may be those of columns. */
    private static boolean isPlain(FieldShape field) {
        return field.alone()
                && !field.isRemainder()
                && field.forms().equals(List.of(StoredAs.NATURAL))
                && field.absent().isEmpty()
                && field.missing().isEmpty()
                && field.fallback().isEmpty()
                && field.mapValues().isEmpty()
                && !isText(field.scalar())
                && field.columns().stream().allMatch(PlainShape::isPlain);
    }

    /** An instant that is finer than a date of MongoDB is kept as text. */
    private static boolean isText(FieldType.Scalar scalar) {
        return scalar.kind() == ScalarKind.INSTANT && scalar.precision() != Precision.MILLIS;
    }

    private static double growth(List<FieldShape> fields) {
        double most = 1;
        for (FieldShape field : fields) {
            double ofName = (double) sizeOf(field.path().get(0)) / sizeOf(field.name());
            most = Math.max(most, Math.max(ofName, growth(field.columns())));
        }
        return most;
    }

    private static long sizeOf(Map<String, Value> members) {
        return members.entrySet().stream()
                .mapToLong(it -> sizeOf(it.getKey()) + EncodedSize.bound(it.getValue()))
                .sum();
    }

    private static long sizeOf(String name) {
        return OF_A_MEMBER + 6L * name.length();
    }

    /** As {@link EncodedSize#bound} of the document of a content for which that is so much. */
    long bound(RecordKey key, long ofContent) {
        long ofTenant = tenant.isEmpty() ? 0 : sizeOf(tenant) + sizeOf(key.tenantOrEmpty());
        return (long) (growth * ofContent) + constants + ofTenant;
    }
}
