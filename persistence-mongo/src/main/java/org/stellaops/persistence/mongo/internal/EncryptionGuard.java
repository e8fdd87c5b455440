// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.mongo.config.MongoUri;

/** Lets no connection be opened that a neighbour on the network could read or change. */
public final class EncryptionGuard {

    private static final Logger LOG = LoggerFactory.getLogger("persistence.security");

    private EncryptionGuard() {}

    /**
     * Looks at the configuration, before anything is sent.
     *
     * @throws StoreException if connections to another machine would not be encrypted and nothing allows that
     */
    public static void check(MongoConfig config, String module) {
        List<String> hosts = MongoUri.unencryptedHosts(config);
        if (hosts.isEmpty()) {
            return;
        }
        String problem = "connections to " + String.join(", ", hosts)
                + " are not encrypted, so that a neighbour may read and change what is sent";
        if (config.security().reportedOnly()) {
            LOG.warn(
                    "module {} uses MongoDB all the same, since persistence.mongo.security.tls is warn: {}",
                    module,
                    problem);
            return;
        }
        throw new StoreException(
                Fault.Kind.REFUSED,
                "module " + module + " does not use MongoDB, because " + problem
                        + "; set persistence.mongo.tls.root-certificate, or tls=true in uri. To use it all the same, set"
                        + " persistence.mongo.security.tls: warn",
                null);
    }
}
