// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;

/** The store that callers use keeps the callers' contract in every stage, whether they wait for the follower or not. */
@ParameterizedClass(name = "{0} {1}")
@MethodSource("stagesAndModes")
class DualWriteStoreContractTest extends RecordStoreSuite {

    @Parameter(0)
    Stage stage = Stage.LEGACY_ONLY;

    @Parameter(1)
    FollowerPolicy.Mode mode = FollowerPolicy.Mode.ASYNC;

    private final List<MemoryModule> opened = new ArrayList<>();

    static Stream<Arguments> stagesAndModes() {
        return Arrays.stream(Stage.values())
                .flatMap(stage -> Arrays.stream(FollowerPolicy.Mode.values())
                        .filter(mode -> stage.writes() == Reach.BOTH || mode == FollowerPolicy.Mode.SYNC)
                        .map(mode -> Arguments.of(stage, mode)));
    }

    @Override
    RecordStore openStore(EntityType<?> type) {
        FollowerPolicy policy = mode == FollowerPolicy.Mode.SYNC ? FollowerPolicy.sync() : FollowerPolicy.async();
        MemoryModule module = MemoryModule.in(stage, type, it -> it.follower(policy));
        opened.add(module);
        return module.store();
    }

    @Override
    String engineName() {
        return "DualWriteStore over memory in " + stage + ", " + mode;
    }

    @AfterEach
    void close() {
        opened.forEach(MemoryModule::close);
    }
}
