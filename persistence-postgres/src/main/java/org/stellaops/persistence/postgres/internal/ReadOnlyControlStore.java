// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Optional;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/** A control record that can be looked at only. */
record ReadOnlyControlStore(ControlStore control) implements ControlStore {

    @Override
    public ControlRecord read() {
        return find().orElse(ControlRows.NONE);
    }

    @Override
    public Optional<ControlRecord> find() {
        return ReadOnly.orElse(control::find, Optional.empty());
    }

    @Override
    public long fenceEpoch() {
        return ReadOnly.orElse(control::fenceEpoch, ControlRows.NONE.epoch());
    }

    @Override
    public Optional<String> server() {
        return control.server();
    }

    @Override
    public long timeline() {
        return control.timeline();
    }

    @Override
    public ControlRecord initialise(ControlRecord first) {
        throw Database.readOnly("writing the first control record");
    }

    @Override
    public boolean compareAndSet(ControlRecord expected, ControlRecord next) {
        throw Database.readOnly("changing the control record");
    }

    @Override
    public FenceStrength raiseFence(long epoch) {
        throw Database.readOnly("raising the fence");
    }
}
