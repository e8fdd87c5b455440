// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.gate.StageStep;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.StepRules;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.gate.ModuleEvidence;
import org.stellaops.persistence.dualwrite.internal.member.MemberList;
import org.stellaops.persistence.dualwrite.internal.member.TypeRegistry;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;

/**
 * What gates say of a module of which nothing is opened, and which processes serve it. Reads the stores alone: nothing is
 * written, and this process does not become a member.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Waits on the stores. <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException} if the store that leads cannot be asked. A member counts as present until
 * this object has seen it silent for a lease, so keep the object to ask again.
 */
public final class GateInspection {

    private final DualWriteModuleBuilder built;
    private final ModuleStores stores;
    private final MemberList members;
    private final StageRecords records;

    GateInspection(DualWriteModuleBuilder built) {
        this.built = built;
        this.stores = built.stores();
        this.members = new MemberList(stores, built.stagePolicy().lease(), built.ticker());
        this.records = new StageRecords(stores);
    }

    /** Where the module stands, by the record of the store that leads; empty while neither does. */
    public Optional<Stage> stage() {
        return records.leading(Side.LEGACY).map(StageRecords.Leading::stage);
    }

    /** The processes that serve the module. */
    public List<Member> members() {
        return records.leading(Side.LEGACY)
                .map(it -> members.members(it.side()))
                .orElseGet(List::of);
    }

    /**
     * What the gates say of a step from where the module stands. Whether the other store can be written to is not tried, and the
     * divergences that services found are theirs: both are looked at again when the step is made.
     */
    public StepPreview preview(Stage next) {
        Optional<StageRecords.Leading> leading = records.leading(Side.LEGACY);
        if (leading.isEmpty()) {
            return new StepPreview(next, next, List.of("neither store leads at this moment"), List.of());
        }
        Stage from = leading.get().stage();
        List<String> objections = from == next ? List.of() : StepRules.objections(from, next);
        return from == next || !objections.isEmpty()
                ? new StepPreview(from, next, objections, List.of())
                : new StepPreview(
                        from,
                        next,
                        List.of(),
                        built.gates()
                                .check(new StageStep(
                                        from, next, evidence(leading.get().side()))));
    }

    private ModuleEvidence evidence(Side leader) {
        ProtocolSettings settings = ProtocolSettings.at(built.clock());
        return new ModuleEvidence(
                stores.module(),
                leader,
                () -> new TypeRegistry(stores).known(leader),
                built.checkpoints(),
                built.leftBehind(),
                new EvidenceLog(stores, built.clock()),
                Reconcilers.of(
                        stores,
                        EpochView.of(stores.legacyControl()),
                        EpochView.of(stores.targetControl()),
                        settings,
                        DualWriteListener.none()),
                leader == Side.LEGACY ? stores.legacyLetters() : stores.targetLetters(),
                built.openDivergences(),
                built.clock(),
                () -> members.members(leader),
                built.gateSources());
    }
}
