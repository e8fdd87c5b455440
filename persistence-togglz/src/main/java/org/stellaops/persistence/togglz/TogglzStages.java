// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.togglz;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.runtime.config.StageFlags;
import org.togglz.core.Feature;
import org.togglz.core.manager.FeatureManager;
import org.togglz.core.repository.FeatureState;
import org.togglz.core.util.NamedFeature;

/**
 * Stages that are asked for by features: the feature {@code PERSISTENCE_STAGE_VULN} is enabled, with the strategy {@link StageStrategy}
 * and its parameter {@value StageStrategy#STAGE}. A feature that is not enabled, or has another strategy, leaves a module to its
 * configuration.
 *
 * <pre>{@code
 * Persistence.builder(config).modules(vuln).stageFlags(TogglzStages.of(featureManager)).open();
 * }</pre>
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> As the repository of feature states does. Immutable.
 */
public final class TogglzStages implements StageFlags {

    /** What a feature's name begins with, before the name of the module in capitals. */
    public static final String PREFIX = "PERSISTENCE_STAGE_";

    private final FeatureManager manager;
    private final Function<String, Feature> featureOfModule;

    private TogglzStages(FeatureManager manager, Function<String, Feature> featureOfModule) {
        this.manager = manager;
        this.featureOfModule = featureOfModule;
    }

    /** The features of a manager, by names that begin with {@value #PREFIX}. */
    public static TogglzStages of(FeatureManager manager) {
        return new TogglzStages(manager, TogglzStages::named);
    }

    /** With another feature for each module, such as a constant of the application's own enumeration. */
    public TogglzStages withFeatures(Function<String, Feature> ofModule) {
        return new TogglzStages(manager, ofModule);
    }

    @Override
    public Optional<String> stageOf(String module) {
        FeatureState state = stateOf(featureOfModule.apply(module));
        return state != null && state.isEnabled() && StageStrategy.ID.equals(state.getStrategyId())
                ? Optional.ofNullable(state.getParameter(StageStrategy.STAGE))
                : Optional.empty();
    }

    /** What a repository throws may hold its address and login. */
    private @Nullable FeatureState stateOf(Feature feature) {
        try {
            return manager.getFeatureState(feature);
        } catch (RuntimeException e) {
            throw new IllegalStateException("the state of feature " + feature.name() + " cannot be read: "
                    + e.getClass().getName());
        }
    }

    private static Feature named(String module) {
        return new NamedFeature(PREFIX + module.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
