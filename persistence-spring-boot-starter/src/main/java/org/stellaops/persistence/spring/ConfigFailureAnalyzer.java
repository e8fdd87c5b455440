// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.stellaops.persistence.runtime.config.ConfigException;

/** Shows every problem of the configuration in place of a stack trace. */
final class ConfigFailureAnalyzer extends AbstractFailureAnalyzer<ConfigException> {

    ConfigFailureAnalyzer() {}

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Correct the keys named above, in application.yml or another property source.",
                cause);
    }
}
