package org.stellaops.persistence.mongo;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.contract.CrudContract;

class MongoLeaderCrudTest extends CrudContract {

    private final List<MongoBackend> opened = new ArrayList<>();

    @Override
    public String engine() {
        return "LegacyLeader over MongoLegacyStore on " + Embedded.VALIDATING.engine();
    }

    @Override
    protected RecordStore open(EntityType<?> type) {
        MongoBackend backend = Embedded.VALIDATING.backend(type.module());
        opened.add(backend);
        return LegacyLeader.over(backend, type);
    }

    @AfterEach
    void close() {
        opened.forEach(MongoBackend::close);
    }
}
