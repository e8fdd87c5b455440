// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import org.junit.jupiter.api.Nested;
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

/** Every group of the callers' contract, for one kind of store. */
abstract class RecordStoreSuite {

    abstract RecordStore openStore(EntityType<?> type);

    abstract String engineName();

    @Nested
    class Crud extends CrudContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class ConditionalWrites extends ConditionalWriteContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class Queries extends QueryOrderContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class RandomQueries extends RandomQueryContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class Distinct extends DistinctContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class MemberQuery extends MemberQueryContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class ListQueries extends ListQueryContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class Paging extends PagingContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class UniqueKeys extends UniqueKeyContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class Values extends ValueContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class RefusedValues extends ValueRejectionContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class Tenants extends TenancyContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class Races extends ConcurrencyContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class ReadOperations extends ReadOperationsContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class BulkWrites extends BulkWriteContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class Updates extends UpdateContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class Claims extends ClaimContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {

        @Override
        protected RecordStore open(EntityType<?> type) {
            return openStore(type);
        }

        @Override
        public String engine() {
            return engineName();
        }
    }
}
