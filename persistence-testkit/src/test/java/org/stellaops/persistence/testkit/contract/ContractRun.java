// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;

/** Runs contract classes by hand, and says which clauses a store breaks. */
final class ContractRun {

    private ContractRun() {}

    /** Every clause about a record store of which a test fails. */
    static Set<String> brokenBy(Function<EntityType<?>, RecordStore> stores) {
        return broken(stores, it -> true);
    }

    /** Whether a test of this clause fails. */
    static boolean breaks(String clause, Function<EntityType<?>, RecordStore> stores) {
        return broken(stores, it -> List.of(it.value()).contains(clause)).contains(clause);
    }

    private static Set<String> broken(Function<EntityType<?>, RecordStore> stores, Predicate<Clause> wanted) {
        Set<String> broken = new TreeSet<>();
        groupsOver(stores).forEach(it -> broken.addAll(brokenIn(it, wanted)));
        return broken;
    }

    /** The clauses of one group of which a test fails. */
    static Set<String> brokenIn(Supplier<? extends ContractSubject> contracts, Predicate<Clause> wanted) {
        Set<String> broken = new TreeSet<>();
        for (Method test : annotated(contracts.get(), Test.class)) {
            Clause clause = test.getAnnotation(Clause.class);
            if (wanted.test(clause) && !passes(test, contracts.get())) {
                broken.addAll(List.of(clause.value()));
            }
        }
        return broken;
    }

    private static boolean passes(Method test, ContractSubject contract) {
        try {
            annotated(contract, BeforeEach.class).forEach(it -> invoke(it, contract));
            invoke(test, contract);
            annotated(contract, AfterEach.class).forEach(it -> invoke(it, contract));
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private static List<Method> annotated(ContractSubject contract, Class<? extends Annotation> with) {
        Class<?> own = contract.getClass().getSuperclass();
        return List.of(own, own.getSuperclass()).stream()
                .flatMap(it -> Arrays.stream(it.getDeclaredMethods()))
                .filter(it -> it.isAnnotationPresent(with))
                .toList();
    }

    private static void invoke(Method method, ContractSubject contract) {
        try {
            method.setAccessible(true);
            method.invoke(contract);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("the contract's test threw", e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Supplier<ContractSubject>> groupsOver(Function<EntityType<?>, RecordStore> stores) {
        return List.of(
                () -> new CrudContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new ConditionalWriteContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new QueryOrderContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new RandomQueryContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new DistinctContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new MemberQueryContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new ListQueryContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new PagingContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new UniqueKeyContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new ValueContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new ValueRejectionContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new TenancyContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new ConcurrencyContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new ReadOperationsContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new BulkWriteContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new UpdateContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new ClaimContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                },
                () -> new LifecycleContract() {
                    @Override
                    protected RecordStore open(EntityType<?> type) {
                        return stores.apply(type);
                    }

                    @Override
                    public String engine() {
                        return "reference";
                    }
                });
    }
}
