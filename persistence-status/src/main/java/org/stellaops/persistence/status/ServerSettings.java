// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/**
 * Where a server of the page listens, and whom it answers.
 *
 * @param bind the address to listen on
 * @param port 0 for any that is free
 * @param hosts names by which browsers may call it, besides those of the loopback address
 * @param token what allows to order something; empty for a page that only shows
 */
public record ServerSettings(String bind, int port, Set<String> hosts, Optional<AccessToken> token) {

    /** The loopback address, which no other machine reaches. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Rejects what cannot be listened on, and what would be open to every page that a browser shows.
     *
     * @throws IllegalArgumentException if the port is none, or an address other machines reach comes without a name
     */
    public ServerSettings {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port must be 0 to " + HIGHEST_PORT + ", but was " + port);
        }
        hosts = Set.copyOf(hosts);
        if (hosts.isEmpty() && !isLoopback(bind)) {
            throw new IllegalArgumentException("other machines reach " + bind
                    + ", so the names by which browsers may call the page must be given; or listen on " + LOOPBACK);
        }
    }

    /** A page for this machine, which only shows. */
    public static ServerSettings local(int port) {
        return new ServerSettings(LOOPBACK, port, Set.of(), Optional.empty());
    }

    /** The same settings with a token, so that something can be ordered. */
    public ServerSettings with(AccessToken allowed) {
        return new ServerSettings(bind, port, hosts, Optional.of(allowed));
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("there is no address " + address + " to listen on", e);
        }
    }
}
