// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import com.mongodb.client.MongoClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceBuilder;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.StageFlags;

/** Opens the stores with what the application has: its environment, its records, its beans. */
final class PersistenceOpening {

    private final ConfigurableEnvironment environment;
    private final ResourceLoader resources;
    private final BeanFactory beans;
    private final PersistenceSpringProperties properties;

    PersistenceOpening(
            ConfigurableEnvironment environment,
            ResourceLoader resources,
            BeanFactory beans,
            PersistenceSpringProperties properties) {
        this.environment = environment;
        this.resources = resources;
        this.beans = beans;
        this.properties = properties;
    }

    Persistence open() {
        Optional<MongoClient> client = bean(MongoClient.class);
        Optional<DataSource> dataSource = bean(DataSource.class);
        EnvironmentConfig.Beans given = new EnvironmentConfig.Beans(client.isPresent(), dataSource.isPresent());
        EnvironmentConfig first = new EnvironmentConfig(environment.getPropertySources(), given);
        Config config = Config.of(first);
        FreshSources fresh = new FreshSources(environment, classLoader());
        PersistenceBuilder builder = Persistence.builder(config)
                .modules(modules())
                .stages(new EnvironmentStages(config, first, () -> new EnvironmentConfig(fresh.read(), given)));
        if (config.mongo().filter(it -> !it.hasAddress()).isPresent()) {
            client.ifPresent(builder::mongoClient);
        }
        if (!config.postgres().hasAddress()) {
            dataSource.ifPresent(builder::dataSource);
        }
        bean(StageFlags.class).ifPresent(builder::stageFlags);
        bean(MeterRegistry.class).ifPresent(builder::meters);
        bean(ObservationRegistry.class).ifPresent(builder::observations);
        beans.getBeanProvider(StageGate.class).orderedStream().forEach(builder::gate);
        beans.getBeanProvider(PersistenceCustomizer.class).orderedStream().forEach(it -> it.customize(builder));
        return builder.open();
    }

    /** Those declared as beans, and those whose records are found. */
    private ModuleDescriptor[] modules() {
        List<ModuleDescriptor> modules = new ArrayList<>(
                beans.getBeanProvider(ModuleDescriptor.class).orderedStream().toList());
        List<String> packages = new ArrayList<>(properties.scan());
        if (AutoConfigurationPackages.has(beans)) {
            packages.addAll(AutoConfigurationPackages.get(beans));
        }
        List<String> declared = modules.stream().map(ModuleDescriptor::name).toList();
        modules.addAll(new EntityScan(resources, environment).modules(packages, declared));
        if (modules.isEmpty()) {
            throw new IllegalStateException("no entity type was found below " + packages
                    + "; annotate a record with @Entity, name its package in persistence.spring.scan, or declare a"
                    + " ModuleDescriptor bean; persistence.spring.enabled: false turns the library off");
        }
        return modules.toArray(ModuleDescriptor[]::new);
    }

    /** The only bean of a type, or the primary one. */
    private <T> Optional<T> bean(Class<T> type) {
        return Optional.ofNullable(beans.getBeanProvider(type).getIfUnique());
    }

    private ClassLoader classLoader() {
        return Objects.requireNonNull(
                Objects.requireNonNullElseGet(resources.getClassLoader(), ClassUtils::getDefaultClassLoader));
    }
}
