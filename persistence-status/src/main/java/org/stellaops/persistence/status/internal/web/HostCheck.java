// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.web;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a request names a host of this page. A browser that was led here by a foreign name, whose address was changed
 * meanwhile, names that one.
 */
public final class HostCheck {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> known;

    /** @param others names besides those of the loopback address */
    public HostCheck(Set<String> others) {
        this.known = new TreeSet<>(LOOPBACK);
        others.forEach(it -> known.add(it.toLowerCase(Locale.ROOT)));
    }

    /** Of the header {@code Host}, with or without a port. */
    public boolean allows(String header) {
        return known.contains(name(header.strip().toLowerCase(Locale.ROOT)));
    }

    /** Of the header {@code Origin}, which browsers send with what may change something. */
    public boolean allowsOrigin(String header) {
        int at = header.indexOf("://");
        return at > 0 && allows(header.substring(at + 3));
    }

    private static String name(String header) {
        int port = header.lastIndexOf(':');
        boolean hasPort = port > header.lastIndexOf(']') && port >= 0;
        return hasPort ? header.substring(0, port) : header;
    }
}
