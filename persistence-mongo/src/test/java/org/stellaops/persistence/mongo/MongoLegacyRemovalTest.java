// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import org.stellaops.persistence.testkit.contract.LegacyRemovalContract;

class MongoLegacyRemovalTest extends LegacyRemovalContract implements MongoSubject {}
