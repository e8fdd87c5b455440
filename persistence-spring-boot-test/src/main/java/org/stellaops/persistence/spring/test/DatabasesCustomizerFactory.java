// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;

/** Finds {@link PersistenceTest}. */
final class DatabasesCustomizerFactory implements ContextCustomizerFactory {

    DatabasesCustomizerFactory() {}

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        PersistenceTest found = AnnotatedElementUtils.findMergedAnnotation(testClass, PersistenceTest.class);
        return found == null ? null : new DatabasesCustomizer(found.connections());
    }
}
