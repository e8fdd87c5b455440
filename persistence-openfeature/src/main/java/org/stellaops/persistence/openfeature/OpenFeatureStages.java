// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.openfeature;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.runtime.config.StageFlags;

/**
 * Stages that are asked for by flags of type string: the flag {@code persistence-stage-vuln} has the value {@code shadow-read}, say. A
 * flag that the provider does not know leaves a module to its configuration; any other error leaves the last stage in force.
 *
 * <pre>{@code
 * Persistence.builder(config).modules(vuln).stageFlags(OpenFeatureStages.of(client)).open();
 * }</pre>
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> As the provider does. Immutable.
 */
public final class OpenFeatureStages implements StageFlags {

    /** What a key begins with, before the name of the module. */
    public static final String PREFIX = "persistence-stage-";

    private static final String NO_FLAG = "";

    private final Client client;
    private final UnaryOperator<String> keyOfModule;
    private final EvaluationContext context;

    private OpenFeatureStages(Client client, UnaryOperator<String> keyOfModule, EvaluationContext context) {
        this.client = client;
        this.keyOfModule = keyOfModule;
        this.context = context;
    }

    /** The flags of a client, by keys that begin with {@value #PREFIX}. */
    public static OpenFeatureStages of(Client client) {
        return new OpenFeatureStages(client, PREFIX::concat, new ImmutableContext());
    }

    /** With another key for each module. */
    public OpenFeatureStages withKeys(UnaryOperator<String> ofModule) {
        return new OpenFeatureStages(client, ofModule, context);
    }

    /**
     * Evaluated in this context. Every process should be answered alike: a stage is that of the module and not of a process, so the last
     * process to see another value asks for it.
     */
    public OpenFeatureStages withContext(EvaluationContext other) {
        return new OpenFeatureStages(client, keyOfModule, other);
    }

    @Override
    public Optional<String> stageOf(String module) {
        String key = keyOfModule.apply(module);
        FlagEvaluationDetails<String> answer = client.getStringDetails(key, NO_FLAG, context);
        ErrorCode error = answer.getErrorCode();
        if (error != null && error != ErrorCode.FLAG_NOT_FOUND) {
            // Not the provider's own text, which may hold its address or key.
            throw new IllegalStateException("the provider of the flag " + key + " answered " + error);
        }
        return Optional.ofNullable(answer.getValue()).filter(it -> !it.equals(NO_FLAG));
    }
}
