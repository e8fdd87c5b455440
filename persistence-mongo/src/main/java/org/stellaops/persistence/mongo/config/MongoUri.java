// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.config;

import com.mongodb.ConnectionString;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a connection string says. No address is looked up, but for the driver's own look at {@code mongodb+srv}. */
public final class MongoUri {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|::1|0:0:0:0:0:0:0:1");
    private static final String SOCKET = ".sock";

    private MongoUri() {}

    /** A sentence for whatever makes it unusable; none quotes it, since it may hold a password. */
    static List<String> problems(String uri, ServerPolicy server, MongoSecurity security) {
        List<String> problems = new ArrayList<>();
        ConnectionString parsed;
        try {
            parsed = new ConnectionString(uri);
        } catch (IllegalArgumentException e) {
            // The driver's message quotes parts of the text, and with them perhaps the password.
            problems.add("uri is no MongoDB connection string of the form mongodb://host:port/?options");
            return problems;
        }
        WriteConcern writeConcern = parsed.getWriteConcern();
        if (writeConcern != null && !"majority".equals(writeConcern.getWObject())) {
            problems.add("uri must not ask for another write concern than majority");
        }
        if (Boolean.FALSE.equals(parsed.getRetryWritesValue())
                && server.others() == ServerPolicy.OtherServers.REJECTED) {
            problems.add("uri must not switch retryable writes off, unless other-servers are accepted");
        }
        ReadPreference readPreference = parsed.getReadPreference();
        if (readPreference != null && !ReadPreference.primary().equals(readPreference)) {
            problems.add("uri must not ask for reads from others than the primary");
        }
        if (security.tls().isPresent() && namesOtherTls(parsed)) {
            problems.add("uri must not switch tls or its checks off beside the section tls");
        }
        return problems;
    }

    private static boolean namesOtherTls(ConnectionString parsed) {
        return Boolean.FALSE.equals(parsed.getSslEnabled())
                || Boolean.TRUE.equals(parsed.getSslInvalidHostnameAllowed());
    }

    /** The hosts on other machines to which connections would not be encrypted; none if the configuration has no address. */
    public static List<String> unencryptedHosts(MongoConfig config) {
        if (!config.hasAddress() || config.security().tls().isPresent()) {
            return List.of();
        }
        ConnectionString parsed = new ConnectionString(config.uri());
        return Boolean.TRUE.equals(parsed.getSslEnabled())
                ? List.of()
                : parsed.getHosts().stream().filter(it -> !isLocal(it)).toList();
    }

    private static boolean isLocal(String host) {
        return host.endsWith(SOCKET)
                || LOOPBACK.matcher(new ServerAddress(host).getHost().toLowerCase(Locale.ROOT))
                        .matches();
    }
}
