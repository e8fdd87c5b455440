// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import org.stellaops.persistence.testkit.contract.LegacyStepContract;

class MongoLegacyStepTest extends LegacyStepContract implements MongoSubject {}
