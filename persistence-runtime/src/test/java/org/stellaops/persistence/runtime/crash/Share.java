// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.List;
import java.util.stream.Collectors;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.Stage;

/**
 * The module under test as a whole, or one of its cohorts.
 *
 * @param cohort its name; empty for the whole
 * @param isNamed whether the configuration names its tenants, and not only those of the others
 * @param tenants those of its records
 */
record Share(String cohort, boolean isNamed, List<String> tenants) {

    /** A module without cohorts. */
    static final Share WHOLE = new Share("", false, List.of());

    /** The name of its control record. */
    String module() {
        return isWhole() ? CrashTypes.MODULE : CrashTypes.MODULE + Cohort.SEPARATOR + cohort;
    }

    /** A question to a service that is about it. */
    String about(String question) {
        return isWhole() ? question : ServiceCalls.OF + " " + cohort + " " + question;
    }

    boolean has(RecordKey key) {
        return isWhole() || tenants.contains(key.tenantOrEmpty());
    }

    /** What stands for its stage in a configuration file. */
    String stageHolder() {
        return "%stage-" + cohort + "%";
    }

    /** What a configuration file says of these shares of one module. */
    static String configOf(List<Share> shares) {
        return shares.equals(List.of(WHOLE))
                ? "stage: " + WHOLE.stageHolder()
                : "stage: " + Stage.LEGACY_ONLY.configName() + ", cohorts: { "
                        + shares.stream().map(Share::config).collect(Collectors.joining(", ")) + " }";
    }

    /** A text with the stage in place of its holder. */
    String in(String template, Stage stage) {
        return template.replace(stageHolder(), stage.configName());
    }

    private String config() {
        String named = isNamed ? "tenants: \"" + String.join(", ", tenants) + "\", " : "";
        return cohort + ": { " + named + "stage: " + stageHolder() + " }";
    }

    private boolean isWhole() {
        return cohort.isEmpty();
    }
}
