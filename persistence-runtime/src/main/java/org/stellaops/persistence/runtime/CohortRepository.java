// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;

/**
 * A repository of a module with cohorts: a call about a tenant goes to that tenant's cohort; one about all tenants to the store that leads
 * them all, or to both, if the method says how their answers are combined.
 *
 * @param <R> its interface
 */
final class CohortRepository<R> implements InvocationHandler {

    /** How often a question about all tenants is asked anew because a cohort moved meanwhile. */
    private static final int ATTEMPTS = 3;

    private final RepositoryFactory<R> factory;
    private final List<PersistenceModule> cohorts;
    private final CohortRouting routing;
    private final Map<Method, TenantArgument> tenantArguments = new HashMap<>();
    private final Map<Method, CombinedAnswer<Object>> combined = new HashMap<>();
    private final Map<String, R> shares = new ConcurrentHashMap<>();
    private volatile @Nullable RepositoryImplementations ofModule;

    private CohortRepository(RepositoryFactory<R> factory, CohortRouting routing) {
        this.factory = factory;
        this.cohorts = routing.cohorts();
        this.routing = routing;
        for (Method method : factory.type().getMethods()) {
            TenantArgument.of(method).ifPresent(it -> tenantArguments.put(method, it));
            CombinedAnswers.of(method).ifPresent(it -> combined.put(method, it));
        }
    }

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the type is no interface, or its annotations cannot be followed
     */
    static <R> R of(RepositoryFactory<R> factory, CohortRouting routing) {
        return RepositoryProxy.proxy(factory.type(), new CohortRepository<>(factory, routing));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return RepositoryProxy.ofObject(proxy, method, arguments);
        }
        TenantArgument tenant = tenantArguments.get(method);
        if (tenant != null) {
            return ofTenant(tenant.in(arguments), method, arguments);
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, Side> asked = leaders();
            @Nullable Object answer = acrossTenants(asked, method, arguments);
            // A former leader may have answered without what its successor has accepted meanwhile.
            if (leaders().equals(asked)) {
                return answer;
            }
        }
        throw new StoreException(
                Fault.Kind.OUT_OF_DATE,
                "tried " + ATTEMPTS + " times to ask " + nameOf(method) + " about all tenants of module " + module()
                        + "; each time a cohort changed its leader meanwhile; ask again when that is over",
                null);
    }

    /** Asked again if the tenant was given to another cohort meanwhile, which may be led by the other store by now. */
    private @Nullable Object ofTenant(String tenant, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        PersistenceModule cohort = routing.of(tenant);
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            @Nullable Object answer = RepositoryImplementations.call(shareOf(cohort), method, arguments);
            if (!routing.isElsewhere(tenant, cohort)) {
                return answer;
            }
            cohort = routing.of(tenant);
        }
        return RepositoryImplementations.call(shareOf(cohort), method, arguments);
    }

    private R shareOf(PersistenceModule cohort) {
        return shares.computeIfAbsent(cohort.name(), name -> cohort.shareOf(factory));
    }

    private @Nullable Object acrossTenants(
            Map<String, Side> leaders, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        RepositoryImplementations both = implementations();
        Set<Side> asked = EnumSet.copyOf(leaders.values());
        if (asked.size() == 1) {
            return both.call(asked.iterator().next(), method, arguments);
        }
        CombinedAnswer<Object> combining = Optional.ofNullable(combined.get(method))
                .orElseThrow(() -> new StoreException(Fault.Kind.REFUSED, refusal(leaders, method), null));
        return combining.of(
                ofStore(Side.LEGACY, leaders, both.call(Side.LEGACY, method, arguments)),
                ofStore(Side.TARGET, leaders, both.call(Side.TARGET, method, arguments)));
    }

    /** Cohorts share collections and tables, so that those of any cohort are those of all; made anew at worst. */
    private RepositoryImplementations implementations() {
        RepositoryImplementations known = ofModule;
        if (known == null) {
            known = cohorts.get(0).implementations(factory);
            ofModule = known;
        }
        return known;
    }

    // What a method returns may be null, and is handed on as it is.
    @SuppressWarnings("NullAway")
    private CombinedAnswer.OfStore<Object> ofStore(Side side, Map<String, Side> leaders, @Nullable Object answer) {
        return new CombinedAnswer.OfStore<>(
                answer, tenant -> leaders.get(routing.of(tenant).name()) == side);
    }

    private Map<String, Side> leaders() {
        return cohorts.stream()
                .collect(Collectors.toMap(
                        PersistenceModule::name, it -> it.stage().leader()));
    }

    private String refusal(Map<String, Side> leaders, Method method) {
        return "tried to ask " + nameOf(method) + " about all tenants of module " + module()
                + ", whose cohorts are led by different stores ("
                + leaders.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(it -> it.getKey() + " by the " + it.getValue().configName() + " store")
                        .collect(Collectors.joining(", "))
                + "), so that neither has the latest of all; mark the parameter that names a tenant @TenantParameter, or say by"
                + " @AcrossTenants how the answers of both are combined";
    }

    private String nameOf(Method method) {
        return factory.type().getSimpleName() + "." + method.getName();
    }

    private String module() {
        return cohorts.get(0).descriptor().module();
    }
}
