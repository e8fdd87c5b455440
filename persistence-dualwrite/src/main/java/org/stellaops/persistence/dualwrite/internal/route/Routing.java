// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.route;

import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.replicate.Sender;
import org.stellaops.persistence.dualwrite.internal.write.LeaderStore;

/** Which objects serve in a stage. */
public interface Routing {

    /** The store that executes and answers. */
    LeaderStore leader(Stage stage);

    /** The direction in which its images are sent. */
    Sender sender(Stage stage);
}
