// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Set;

/** Why no connection was made, and what to do about it: waiting helps against few of the reasons. */
final class ConnectFailures {

    private static final String NOTHING = "; nothing was changed, ";

    private static final Set<String> NO_ACCESS = Set.of("28P01", "28000", "3D000", "42501");

    private ConnectFailures() {}

    /** Whether the server answered and lets this process not in. */
    static boolean isNoAccess(String state) {
        return NO_ACCESS.contains(state);
    }

    /** The reason of a SQLSTATE; empty or unknown ones are those of the network. */
    static String reason(String state) {
        String sqlState = " (SQLSTATE " + state + ")";
        return switch (state) {
            case "28P01", "28000" ->
                "the server rejected the login" + sqlState + NOTHING
                        + "and trying again is useless: check user and password, and pg_hba.conf";
            case "3D000" ->
                "there is no such database" + sqlState + NOTHING
                        + "and trying again is useless: create the database, or correct its name in the address";
            case "42501" ->
                "the login may not connect to this database" + sqlState + NOTHING
                        + "and trying again is useless: grant it CONNECT";
            case "53300" ->
                "the server has no connection left" + sqlState + NOTHING
                        + "try later, make the pools smaller, or raise max_connections";
            case "57P03" -> "the server is starting up or shutting down" + sqlState + NOTHING + "try later";
            default ->
                "it cannot be reached or does not serve" + sqlState + NOTHING
                        + "try later; check host and port in the address, and that the server runs";
        };
    }
}
