// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.status.activity.StatusEvents;
import org.stellaops.persistence.status.scene.ShopScene;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** The example of the guide, which is this one. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class EmbeddedPageTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final List<String> served = new ArrayList<>();

    @Test
    void aServiceServesItsPage(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        Config config = Config.parse(ShopScene.yaml(mongo, postgres), Map.of("PG_PASSWORD", postgres.password()));
        ModuleDescriptor shop = ModuleDescriptor.of("orders", EntityType.of(ShopScene.Order.class));
        // spotless:off
        // guide: embedded
        StatusEvents events = new StatusEvents();
        try (Persistence persistence = Persistence.builder(config).modules(shop).listener(events).open();
                StatusPage page = StatusPage.builder(persistence).events(events).service("shop").start();
                StatusServer server = StatusServer.start(page, ServerSettings.local(0))) {
            serve(server.address());
        }
        // guide: end
        // spotless:on
        assertThat(served).singleElement().asString().contains("\"service\":\"shop\"", "\"name\":\"orders\"");
    }

    @Test
    void theGuideShowsWhatIsCompiledHere() throws IOException {
        String source = Files.readString(ROOT.resolve(
                "persistence-status/src/test/java/org/stellaops/persistence/status/EmbeddedPageTest.java"));
        String region =
                source.substring(source.indexOf("// guide: " + "embedded\n"), source.indexOf("// guide: " + "end"));
        String code = region.substring(region.indexOf('\n') + 1).stripIndent().strip();
        String page = Files.readString(ROOT.resolve("docs/guide/status-page.md"));

        assertThat(page).contains("```text\n" + code.replace("local(0)", "local(8090)") + "\n```");
    }

    private void serve(URI address) throws IOException {
        served.add(new HttpRequests(address).get("/status.json").text());
    }
}
