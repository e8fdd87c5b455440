// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.lang.Nullable;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.cutover.Cutover;
import org.stellaops.persistence.runtime.cutover.CutoverPlan;

/**
 * The actuator endpoint {@code persistence}: where modules stand, what their gates say, and moves. Reading asks the stores that lead;
 * moving waits until the move has ended. Expose it only to operators: {@code management.endpoint.persistence.access: read-only}
 * leaves moves out.
 */
@Endpoint(id = "persistence")
public class PersistenceEndpoint {

    private final Persistence persistence;

    /** On stores that somebody else closes. */
    public PersistenceEndpoint(Persistence persistence) {
        this.persistence = persistence;
    }

    /** Every module. */
    @ReadOperation
    public Map<String, Object> modules() {
        Map<String, Object> modules = new LinkedHashMap<>();
        persistence.modules().forEach(it -> modules.put(it.name(), ModuleView.status(it)));
        return Map.of("modules", modules);
    }

    /** One module, with the gates of each step that it may make; null, which is 404, if there is none of that name. */
    @ReadOperation
    @Nullable
    public Map<String, Object> module(@Selector String module) {
        return persistence.modules().stream()
                .filter(it -> it.name().equals(module))
                .findFirst()
                .map(it -> {
                    Map<String, Object> view = new LinkedHashMap<>(ModuleView.status(it));
                    view.put("steps", ModuleView.steps(it));
                    return view;
                })
                .orElse(null);
    }

    /**
     * Moves a module to a stage, step by step until a gate refuses, or with {@code dryRun} only says what is in the way and for how
     * long writes would pause.
     *
     * @param to the stage
     * @param by with {@code reason}: who orders steps although gates refuse them; both are kept
     */
    @WriteOperation
    @Nullable
    public Map<String, Object> move(
            @Selector String module,
            String to,
            @Nullable String by,
            @Nullable String reason,
            @Nullable Boolean dryRun) {
        Stage end = stage(to);
        Optional<GateOverride> override = override(by, reason);
        return persistence.modules().stream()
                .filter(it -> it.name().equals(module))
                .findFirst()
                .map(it -> {
                    Cutover cutover = Cutover.of(it, end);
                    CutoverPlan plan = cutover.plan();
                    return Boolean.TRUE.equals(dryRun)
                            ? CutoverView.of(plan)
                            : CutoverView.of(cutover.run(plan, override, step -> {}));
                })
                .orElse(null);
    }

    private static Optional<GateOverride> override(@Nullable String by, @Nullable String reason) {
        if (by == null && reason == null) {
            return Optional.empty();
        }
        if (by == null || reason == null || by.isBlank() || reason.isBlank()) {
            throw new InvalidEndpointRequestException(
                    "an override needs both by and reason", "name both by and reason, which are kept");
        }
        return Optional.of(new GateOverride(by, reason));
    }

    private static Stage stage(String name) {
        return Stage.ofConfigName(name)
                .orElseThrow(() -> new InvalidEndpointRequestException(
                        "there is no stage " + name,
                        "to must be one of "
                                + Stream.of(Stage.values())
                                        .map(Stage::configName)
                                        .collect(Collectors.joining(", "))));
    }
}
