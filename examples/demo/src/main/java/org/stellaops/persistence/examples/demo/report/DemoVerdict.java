// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.report;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.examples.demo.injection.InjectedDifference;

/** Decides whether all claims of the demo hold. Pure. */
public final class DemoVerdict {

    private static final int NAMED = 5;

    private DemoVerdict() {}

    /** The report with its verdict; {@code clean} only if nothing speaks against it. */
    public static String of(DemoReport report, List<String> failures) {
        List<String> reasons = new ArrayList<>(failures);
        if (report.advisories().stored() == 0) {
            reasons.add("no advisory could be stored");
        }
        if (report.lostWrites() > 0) {
            reasons.add(report.lostWrites() + " acknowledged writes were lost");
        }
        if (report.staleReads() > 0) {
            reasons.add(report.staleReads() + " reads did not see an acknowledged write");
        }
        injected(report, reasons);
        lastComparison(report, reasons);
        report.export()
                .filter(it -> it.equal() != it.compared())
                .ifPresent(it -> reasons.add((it.compared() - it.equal())
                        + " exported advisories differ from their lines: " + named(it.different())));
        return reasons.isEmpty() ? DemoReport.CLEAN : "failed: " + String.join("; ", reasons);
    }

    private static void injected(DemoReport report, List<String> reasons) {
        if (report.injected().isEmpty()) {
            reasons.add("nothing was injected, so that finding nothing proves nothing");
        }
        lacking(report.injected(), report.found(), "injected and not found", reasons);
        lacking(report.found(), report.injected(), "found and not injected", reasons);
        lacking(report.injected(), report.repaired(), "not repaired", reasons);
        lacking(report.falsePositives(), List.of(), "reported and not injected", reasons);
    }

    private static void lastComparison(DemoReport report, List<String> reasons) {
        if (report.verifications().isEmpty()) {
            reasons.add("no comparison of all records was made");
            return;
        }
        DemoReport.Comparison last =
                report.verifications().get(report.verifications().size() - 1);
        if (last.compared() == 0) {
            reasons.add("the last comparison compared nothing");
        } else if (last.verdict() != Verdict.PASS) {
            reasons.add("the last comparison, in " + last.stage() + ", ended with " + last.verdict());
        }
    }

    private static void lacking(
            List<InjectedDifference> all, List<InjectedDifference> among, String what, List<String> reasons) {
        TreeSet<InjectedDifference> missing = new TreeSet<>(all);
        missing.removeAll(new TreeSet<>(among));
        if (!missing.isEmpty()) {
            reasons.add(missing.size() + " corruptions " + what + ": "
                    + named(missing.stream().map(InjectedDifference::toString).toList()));
        }
    }

    private static String named(List<String> all) {
        return String.join(", ", all.subList(0, Math.min(NAMED, all.size()))) + (all.size() > NAMED ? ", ..." : "");
    }
}
