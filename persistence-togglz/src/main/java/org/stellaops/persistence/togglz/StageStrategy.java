// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.togglz;

import org.stellaops.persistence.cutover.Stage;
import org.togglz.core.activation.Parameter;
import org.togglz.core.activation.ParameterBuilder;
import org.togglz.core.repository.FeatureState;
import org.togglz.core.spi.ActivationStrategy;
import org.togglz.core.user.FeatureUser;

/**
 * The strategy of features that ask for a stage: it gives the console of Togglz a field for the stage, and refuses what is none. Found by
 * Togglz as a service.
 */
public final class StageStrategy implements ActivationStrategy {

    /** The id of the strategy. */
    public static final String ID = "persistence-stage";

    /** The parameter that names the stage. */
    public static final String STAGE = "stage";

    /** The strategy. */
    public StageStrategy() {}

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getName() {
        return "Stage of a module between MongoDB and PostgreSQL";
    }

    /** Whoever asks whether the feature is active sees it as it is enabled. */
    @Override
    public boolean isActive(FeatureState state, FeatureUser user) {
        return true;
    }

    @Override
    public Parameter[] getParameters() {
        String stages = Stage.configNames();
        return new Parameter[] {
            ParameterBuilder.create(STAGE)
                    .label("Stage")
                    .description("One of " + stages)
                    .matching(stages.replace(", ", "|"))
        };
    }
}
