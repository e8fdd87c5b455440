// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import org.stellaops.persistence.testkit.contract.LegacyFenceContract;

class MongoLegacyFenceTest extends LegacyFenceContract implements MongoSubject {}
