// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.mongo.config.MongoSecurity;
import org.stellaops.persistence.mongo.config.ServerPolicy;

class MongoConfigTest {

    @Test
    void everyProblemIsReportedAtOnceAndNoPassword() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MongoConfig(
                        "mongodb://joe:hunter2-zz9-injected@host/?w=1&retryWrites=false&readPreference=secondary",
                        "no good",
                        Duration.ZERO,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        0,
                        0,
                        ServerPolicy.defaults(),
                        MongoSecurity.defaults()))
                .withMessageContainingAll(
                        "8 configuration problem(s)",
                        "write concern",
                        "retryable",
                        "primary",
                        "database",
                        "connect-timeout",
                        "server-selection-timeout",
                        "max-pool-size",
                        "scan-batch-size")
                .withMessageNotContaining("hunter2-zz9-injected");
    }

    @Test
    void aTextThatIsNoConnectionStringIsNotQuoted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MongoConfig.of("joe:hunter2-zz9-injected@host", "db"))
                .withMessageContaining("uri")
                .withMessageNotContaining("hunter2-zz9-injected");
    }

    @Test
    void itsTextLeavesTheConnectionStringOut() {
        assertThat(MongoConfig.of("mongodb://joe:hunter2-zz9-injected@host", "db")
                        .toString())
                .contains("database=db")
                .doesNotContain("hunter2-zz9-injected")
                .doesNotContain("joe");
    }
}
