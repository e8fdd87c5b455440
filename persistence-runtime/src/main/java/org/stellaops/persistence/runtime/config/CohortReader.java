// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.Stage;

/**
 * Reads which cohorts a module has.
 *
 * @param stages the stages of its cohorts by their qualified names, empty where the module's counts
 * @param assignment which tenant belongs to which cohort; empty of a module without cohorts
 */
record CohortReader(Map<String, Optional<Stage>> stages, Optional<CohortAssignment> assignment) {

    static CohortReader read(String module, Section section) {
        Map<String, Optional<Stage>> stages = new LinkedHashMap<>();
        List<CohortAssignment.Share> parts = new ArrayList<>();
        for (String name : section.names()) {
            if (!name.matches("[a-z][a-z0-9_]{0,29}")) {
                section.problem(name, "must be lower-case letters, digits and underscores, 30 at most");
            }
            Section cohort = section.section(name);
            stages.put(module + Cohort.SEPARATOR + name, cohort.choice("stage", ConfigReader.stageNames()));
            Set<String> tenants = GateReader.names(cohort, "tenants", "names of tenants, with commas");
            parts.add(new CohortAssignment.Share(name, tenants, buckets(cohort)));
            cohort.done();
        }
        if (parts.isEmpty()) {
            return new CohortReader(Map.of(), Optional.empty());
        }
        List<String> problems = CohortAssignment.problems(parts);
        problems.forEach(it -> section.problem("<cohort>", "do not divide the tenants: " + it));
        return new CohortReader(
                stages, problems.isEmpty() ? Optional.of(new CohortAssignment(module, parts)) : Optional.empty());
    }

    private static Set<Integer> buckets(Section cohort) {
        Optional<String> text = cohort.text("buckets");
        cohort.declare("buckets", "a range of 0 to " + (CohortAssignment.BUCKETS - 1) + ", such as 0-9", "");
        if (text.isEmpty()) {
            return Set.of();
        } else if (!text.get().matches("[0-9]{1,2}(-[0-9]{1,2})?")) {
            cohort.problem("buckets", "must be one bucket or a range of them, such as 0-9");
            return Set.of();
        }
        String[] bounds = text.get().split("-", -1);
        return IntStream.rangeClosed(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[bounds.length - 1]))
                .boxed()
                .collect(Collectors.toSet());
    }
}
