// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** Finds the modules of an application: records with {@link Entity} below some packages, by the module that each names. */
final class EntityScan {

    private final ResourceLoader loader;
    private final Environment environment;

    EntityScan(ResourceLoader loader, Environment environment) {
        this.loader = loader;
        this.environment = environment;
    }

    /** The modules of these packages, without those that are declared otherwise. */
    List<ModuleDescriptor> modules(Collection<String> packages, Collection<String> declared) {
        Map<String, List<EntityType<?>>> types = new TreeMap<>();
        for (String name : classNames(packages)) {
            EntityType<?> type = EntityType.of(load(name));
            if (!declared.contains(type.module())) {
                types.computeIfAbsent(type.module(), it -> new ArrayList<>()).add(type);
            }
        }
        List<ModuleDescriptor> modules = new ArrayList<>();
        types.forEach((module, found) -> modules.add(new ModuleDescriptor(module, found)));
        return modules;
    }

    /** In order, so that every start finds the same. */
    private Set<String> classNames(Collection<String> packages) {
        ClassPathScanningCandidateComponentProvider scanner =
                new ClassPathScanningCandidateComponentProvider(false, environment) {
                    @Override
                    protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
                        return definition.getMetadata().isIndependent();
                    }
                };
        scanner.setResourceLoader(loader);
        scanner.addIncludeFilter(new AnnotationTypeFilter(Entity.class, false));
        Set<String> names = new TreeSet<>();
        packages.stream()
                .flatMap(it -> scanner.findCandidateComponents(it).stream())
                .forEach(it -> names.add(String.valueOf(it.getBeanClassName())));
        return names;
    }

    private Class<? extends Record> load(String name) {
        try {
            return ClassUtils.forName(name, loader.getClassLoader()).asSubclass(Record.class);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalStateException("the entity type " + name + " was found, but cannot be loaded", e);
        } catch (ClassCastException e) {
            throw new IllegalStateException(
                    name + " has @Entity, but is no record; make it one, or build an EntityType and declare a"
                            + " ModuleDescriptor bean",
                    e);
        }
    }
}
