// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.stellaops.persistence.dualwrite.TargetLeader;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.contract.BulkWriteContract;
import org.stellaops.persistence.testkit.contract.ClaimContract;
import org.stellaops.persistence.testkit.contract.ConcurrencyContract;
import org.stellaops.persistence.testkit.contract.ConditionalWriteContract;
import org.stellaops.persistence.testkit.contract.CrudContract;
import org.stellaops.persistence.testkit.contract.DistinctContract;
import org.stellaops.persistence.testkit.contract.LifecycleContract;
import org.stellaops.persistence.testkit.contract.ListQueryContract;
import org.stellaops.persistence.testkit.contract.MemberQueryContract;
import org.stellaops.persistence.testkit.contract.PagingContract;
import org.stellaops.persistence.testkit.contract.QueryOrderContract;
import org.stellaops.persistence.testkit.contract.RandomQueryContract;
import org.stellaops.persistence.testkit.contract.ReadOperationsContract;
import org.stellaops.persistence.testkit.contract.TenancyContract;
import org.stellaops.persistence.testkit.contract.UniqueKeyContract;
import org.stellaops.persistence.testkit.contract.UpdateContract;
import org.stellaops.persistence.testkit.contract.ValueContract;
import org.stellaops.persistence.testkit.contract.ValueRejectionContract;

/** What callers see of a target that leads, held against every clause of the contract of stores. */
class PostgresLeaderContractTest {

    private static final String NAME = "TargetLeader over " + Server.NAME;

    private final Opened opened = new Opened();

    @AfterEach
    void close() {
        opened.close();
        Server.endTest();
    }

    /** The backends that a test opened. */
    private static final class Opened {

        private final List<PostgresBackend> backends = new ArrayList<>();

        RecordStore leader(EntityType<?> type) {
            PostgresBackend backend = Server.contractBackend();
            backends.add(backend);
            return TargetLeader.over(backend, type);
        }

        void close() {
            backends.forEach(PostgresBackend::close);
            backends.clear();
        }
    }

    @Nested
    class Crud extends CrudContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class ConditionalWrite extends ConditionalWriteContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class Value extends ValueContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class ValueRejection extends ValueRejectionContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class Tenancy extends TenancyContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class UniqueKey extends UniqueKeyContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class Paging extends PagingContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class QueryOrder extends QueryOrderContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class RandomQuery extends RandomQueryContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class Distinct extends DistinctContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class MemberQuery extends MemberQueryContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class ListQuery extends ListQueryContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class ReadOperations extends ReadOperationsContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class BulkWrites extends BulkWriteContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class Updates extends UpdateContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class Claims extends ClaimContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.leader(type);
        }

        @Override
        public String engine() {
            return NAME;
        }
    }
}
