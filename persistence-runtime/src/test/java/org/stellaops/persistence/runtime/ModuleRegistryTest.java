// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;

/** Which modules a class loader offers. */
class ModuleRegistryTest {

    @Entity(module = "stock", table = "items")
    record Item(@Id String itemId, int left) {}

    /** A provider as a service would write it. */
    public static final class First implements ModuleProvider {
        @Override
        public List<ModuleDescriptor> modules() {
            return List.of(ModuleDescriptor.of("stock", EntityType.of(Item.class)));
        }
    }

    /** Another one, of a module of the same name. */
    public static final class Second implements ModuleProvider {
        @Override
        public List<ModuleDescriptor> modules() {
            return new First().modules();
        }
    }

    @TempDir
    Path folder;

    @Test
    void theProvidersOfAClassLoaderAreFound() throws IOException {
        try (URLClassLoader loader = naming(First.class.getName())) {
            ModuleRegistry registry = ModuleRegistry.load(loader);

            assertThat(registry.names()).contains("stock");
            assertThat(registry.find("stock"))
                    .isEqualTo(registry.modules().stream()
                            .filter(it -> it.name().equals("stock"))
                            .findFirst());
            assertThat(registry.find("stack")).isEmpty();
            assertThat(registry.find("stock~pilot")).hasValueSatisfying(it -> {
                assertThat(it.name()).isEqualTo("stock~pilot");
                assertThat(it.module()).isEqualTo("stock");
            });
            assertThat(registry.find("stack~pilot")).isEmpty();
        }
    }

    @Test
    void twoProvidersOfOneNameAreRefusedWithBothNamed() throws IOException {
        try (URLClassLoader loader = naming(First.class.getName(), Second.class.getName())) {
            assertThatThrownBy(() -> ModuleRegistry.load(loader))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("module stock is provided by")
                    .hasMessageContaining(First.class.getName())
                    .hasMessageContaining(Second.class.getName())
                    .hasMessageContaining("leave one of the jars out");
        }
    }

    @Test
    void aProviderThatCannotBeLoadedIsNamed() throws IOException {
        try (URLClassLoader loader = naming("org.example.Gone")) {
            assertThatThrownBy(() -> ModuleRegistry.load(loader))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("org.example.Gone");
        }
    }

    private URLClassLoader naming(String... providers) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(ModuleProvider.class.getName()), List.of(providers));
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    }
}
