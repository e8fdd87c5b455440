// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import org.stellaops.persistence.testkit.contract.LegacyFollowerContract;

class MongoLegacyFollowerTest extends LegacyFollowerContract implements MongoSubject {}
