// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.simulator.advisory.OsvGenerator;

class LoadedAdvisoriesTest {

    @Test
    void aTenthIsChosenByTheSeedAlone() {
        LoadedAdvisories loaded = loaded("GO-", 57);

        assertThat(loaded.tenth(3)).hasSize(5).isEqualTo(loaded("GO-", 57).tenth(3));
        assertThat(loaded.tenth(3).keySet()).isNotEqualTo(loaded.tenth(4).keySet());
        assertThat(loaded("GO-", 9).tenth(3)).isEmpty();
    }

    @Test
    void theLoadsOwnIdsCollideWithNone() {
        assertThat(loaded("GO-", 3).freePrefix()).isEqualTo("LIVE-");
        LoadedAdvisories taken = loaded("LIVE-", 3);
        assertThat(taken.freePrefix()).isEqualTo("LIVE2-");
    }

    @Test
    void generatedLinesReadAsAFileDoes() throws IOException {
        try (GeneratedLines lines = new GeneratedLines(7, 40)) {
            String text = new String(lines.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(text).isEqualTo(new OsvGenerator(7).stream(40).collect(Collectors.joining("\n", "", "\n")));
        }
    }

    private static LoadedAdvisories loaded(String prefix, int number) {
        LoadedAdvisories loaded = new LoadedAdvisories();
        IntStream.range(0, number)
                .mapToObj(i -> (OsvLine.Advisory) Osv.read("{\"id\":\"" + prefix + i + "\"}"))
                .forEach(loaded::add);
        return loaded;
    }
}
