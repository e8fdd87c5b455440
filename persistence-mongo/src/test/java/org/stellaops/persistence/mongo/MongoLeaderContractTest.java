// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.stellaops.persistence.dualwrite.LegacyLeader;
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
import org.stellaops.persistence.testkit.mongo.EscapedSubtypes;

/** The contract of callers, held by MongoDB as leader. */
class MongoLeaderContractTest {

    private static final String ENGINE = "LegacyLeader over MongoLegacyStore on " + TestServer.DEFAULT.engine();

    /** The backends that one test opened. */
    private static final class Opened {

        private final List<MongoBackend> backends = new ArrayList<>();

        RecordStore store(EntityType<?> type) {
            MongoBackend backend = TestServer.DEFAULT.backend(type.module());
            backends.add(backend);
            return LegacyLeader.over(backend, type);
        }

        void close() {
            backends.forEach(MongoBackend::close);
        }
    }

    @Nested
    class ConditionalWrite extends ConditionalWriteContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class Crud extends CrudContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class Paging extends PagingContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        public Map<String, String> exemptions() {
            return TestServer.DEFAULT.excused(Exemptions.OF_PAGES);
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class QueryOrder extends QueryOrderContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        public Map<String, String> exemptions() {
            return TestServer.DEFAULT.excused(Exemptions.OF_QUERIES);
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class RandomQuery extends RandomQueryContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return new EscapedSubtypes(opened.store(type));
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class Distinct extends DistinctContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return new EscapedSubtypes(opened.store(type));
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class MemberQuery extends MemberQueryContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return new EscapedSubtypes(opened.store(type));
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class ListQuery extends ListQueryContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return new EscapedSubtypes(opened.store(type));
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class Tenancy extends TenancyContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class UniqueKey extends UniqueKeyContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class Value extends ValueContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        public Map<String, String> exemptions() {
            return TestServer.DEFAULT.excused(Exemptions.OF_VALUES);
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class ValueRejection extends ValueRejectionContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {

        private final Opened opened = new Opened();

        @Override
        public String engine() {
            return ENGINE;
        }

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class ReadOperations extends ReadOperationsContract {

        private final Opened opened = new Opened();

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @Override
        public String engine() {
            return ENGINE;
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class BulkWrites extends BulkWriteContract {

        private final Opened opened = new Opened();

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @Override
        public String engine() {
            return ENGINE;
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class Updates extends UpdateContract {

        private final Opened opened = new Opened();

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @Override
        public String engine() {
            return ENGINE;
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class Claims extends ClaimContract {

        private final Opened opened = new Opened();

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @Override
        public String engine() {
            return ENGINE;
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {

        private final Opened opened = new Opened();

        @Override
        protected RecordStore open(EntityType<?> type) {
            return opened.store(type);
        }

        @Override
        public String engine() {
            return ENGINE;
        }

        @AfterEach
        void close() {
            opened.close();
        }
    }
}
