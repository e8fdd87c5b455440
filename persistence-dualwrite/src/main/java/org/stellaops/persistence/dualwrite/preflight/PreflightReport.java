// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.List;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * What a preflight found in one collection. Two runs over the same documents with the same declaration and settings give equal
 * reports.
 *
 * @param module the module
 * @param entity the entity type
 * @param declaration a digest of everything that the entity type declares: evidence is of this declaration only
 * @param counts what became of the documents
 * @param findings what is wrong, by kind and path
 * @param types the types of members by path
 * @param notChecked what could not be examined, in whole sentences
 */
public record PreflightReport(
        String module,
        String entity,
        String declaration,
        PreflightCounts counts,
        List<PreflightFinding> findings,
        List<MemberTypes> types,
        List<String> notChecked) {

    /** Takes unmodifiable copies. */
    public PreflightReport {
        findings = List.copyOf(findings);
        types = List.copyOf(types);
        notChecked = List.copyOf(notChecked);
    }

    /** Whether the target could hold everything, as far as was examined. */
    public PreflightVerdict verdict() {
        if (findings.stream().anyMatch(PreflightFinding::counts)) {
            return PreflightVerdict.FINDINGS;
        }
        return notChecked.isEmpty() && counts.read() > 0 ? PreflightVerdict.CLEAN : PreflightVerdict.NOT_CHECKED;
    }

    /** Whether everything was examined. */
    public boolean isComplete() {
        return notChecked.isEmpty();
    }

    /** The SHA-256 of everything that the report says, for evidence. */
    public String identity() {
        return ContentHash.of(asValue()).toString();
    }

    /** One line for a person. */
    public String describe() {
        long counting = findings.stream().filter(PreflightFinding::counts).count();
        return module + "." + entity + ": " + verdict() + ", " + counts.read() + " read, " + counts.refused()
                + " refused, " + counts.leftBehind() + " left behind by decision, " + counting + " finding(s), "
                + (findings.size() - counting) + " mentioned only"
                + (notChecked.isEmpty() ? "" : "; not examined: " + String.join(" ", notChecked));
    }

    private Struct asValue() {
        return Struct.builder()
                .put("module", module)
                .put("entity", entity)
                .put("declaration", declaration)
                .put("counts", counts.toString())
                .put("findings", texts(findings))
                .put("types", texts(types.stream().map(MemberTypes::describe).toList()))
                .put("notChecked", texts(notChecked))
                .build();
    }

    private static Value texts(List<?> items) {
        return new Value.Items(
                items.stream().<Value>map(it -> Value.of(it.toString())).toList());
    }
}
