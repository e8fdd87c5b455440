// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.PageWeight;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.value.Struct;

/** Keeps one cohort away from the keys of others: refuses them where they are named, leaves them out where they are found. */
final class CohortFilter {

    private final Cohort cohort;

    CohortFilter(Cohort cohort) {
        this.cohort = cohort;
    }

    /** A page of what is found behind a key. */
    interface Pages<T> {
        List<T> behind(Optional<RecordKey> after, int limit);
    }

    /** What this cohort keeps in a place of the module, under a name of its own. */
    String nameOf(String name) {
        return "cohort/" + cohort.name() + "/" + name;
    }

    /** The same of what is kept for the tenants that the cohort has had since an epoch. */
    String nameOf(String name, long since) {
        return nameOf(since == 0 ? name : "since/" + since + "/" + name);
    }

    /** The epoch in which the cohort was given tenants last. */
    long since() {
        return cohort.tenants().since();
    }

    Predicate<String> tenants() {
        return cohort.tenants();
    }

    /** A global type has no tenant, so that it belongs to no cohort. */
    @CanIgnoreReturnValue
    EntityType<?> requireTenants(EntityType<?> type) {
        if (type.tenancy() != Tenancy.TENANT) {
            throw new IllegalArgumentException(type + " is global, and " + cohort
                    + " has records of tenants only: put global types into a module without cohorts");
        }
        return type;
    }

    boolean owns(RecordKey key) {
        return cohort.owns(key);
    }

    @CanIgnoreReturnValue
    RecordKey require(RecordKey key) {
        if (!cohort.owns(key)) {
            requireNotGiven(key.tenant());
            throw new IllegalArgumentException(
                    "key " + key + " belongs to another cohort of module " + cohort.module() + " than " + cohort.name()
                            + "; nothing was done. Ask the store of the module, which knows the cohorts");
        }
        return key;
    }

    void requireAll(Collection<RecordKey> keys) {
        keys.forEach(this::require);
    }

    @CanIgnoreReturnValue
    Optional<String> requireTenant(Optional<String> tenant) {
        if (!serves(tenant)) {
            requireNotGiven(tenant);
            throw new IllegalArgumentException(
                    "tenant " + tenant.orElse("(none)") + " belongs to another cohort of module " + cohort.module()
                            + " than " + cohort.name() + "; ask the store of the module, which knows the cohorts");
        }
        return tenant;
    }

    boolean serves(Optional<String> tenant) {
        return tenant.filter(cohort.tenants()).isPresent();
    }

    /** Whoever asks for a tenant of before has done nothing wrong, and is sent to the right cohort. */
    private void requireNotGiven(Optional<String> tenant) {
        if (tenant.filter(cohort.tenants()::formerly).isPresent()) {
            throw new StoreException(
                    Fault.Kind.OUT_OF_DATE,
                    "tenant " + tenant.get() + " was given by " + cohort
                            + " to another one; this statement was not executed. Ask the store of the module, which knows the"
                            + " cohorts",
                    null);
        }
    }

    /** The cohort's entries behind a key, as many as are wanted; fewer only if there are no more. */
    <T> List<T> page(Optional<RecordKey> after, int limit, Function<T, RecordKey> keyOf, Pages<T> pages) {
        return page(after, limit, keyOf, pages, own -> false);
    }

    /** As {@link #page}, but short as well once the contents may be so many bytes. */
    <T> List<T> page(
            Optional<RecordKey> after,
            int limit,
            Function<T, RecordKey> keyOf,
            Pages<T> pages,
            long bytes,
            Function<T, Optional<Struct>> contentOf) {
        return page(after, limit, keyOf, pages, own -> {
            PageWeight sum = new PageWeight();
            own.forEach(it -> contentOf.apply(it).ifPresent(sum::add));
            return sum.mayHaveBeenCutAt(bytes);
        });
    }

    /**
     * A page of the store is short for other reasons than that it is the last, such as its bytes; only an empty one says that there are
     * no more.
     */
    private <T> List<T> page(
            Optional<RecordKey> after,
            int limit,
            Function<T, RecordKey> keyOf,
            Pages<T> pages,
            Predicate<List<T>> isEnough) {
        List<T> own = new ArrayList<>();
        Optional<RecordKey> position = after;
        while (own.size() < limit && (own.isEmpty() || !isEnough.test(own))) {
            List<T> page = new ArrayList<>(pages.behind(position, limit));
            if (page.isEmpty()) {
                return own;
            }
            page.sort(Comparator.comparing(keyOf));
            position = Optional.of(keyOf.apply(page.get(page.size() - 1)));
            page.stream().filter(it -> owns(keyOf.apply(it))).forEach(own::add);
        }
        return List.copyOf(own.subList(0, Math.min(limit, own.size())));
    }

    /** The wanted elements of a scan. */
    static <T> Scan<T> scan(Scan<T> source, Predicate<? super T> wanted) {
        return new FilteredScan<>(source, wanted);
    }
}
