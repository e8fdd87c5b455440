// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the address of a server says. Pure: no name is looked up. */
public final class JdbcUrl {

    private static final Pattern FORM =
            Pattern.compile("jdbc:postgresql:(//[A-Za-z0-9._\\-\\[\\]:,%]*(/[^@?\\s]*)?|[^/@?\\s]+)(\\?\\S*)?");
    private static final String PREFIX = "jdbc:postgresql:";
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|::1|0:0:0:0:0:0:0:1");
    private static final Set<String> ENCRYPTED = Set.of("require", "verify-ca", "verify-full");

    /** Parameters that would change what the library's statements mean, or which limits hold, and what to do instead. */
    private static final Map<String, String> FORBIDDEN = forbidden();

    private final String url;
    private final Map<String, String> parameters;

    private JdbcUrl(String url) {
        this.url = url;
        this.parameters = parametersOf(url);
    }

    /** An address; {@link #problems} says whether it may be used. */
    public static JdbcUrl of(String url) {
        return new JdbcUrl(url);
    }

    /** A sentence for whatever makes it unusable; none quotes it, since it may hold a password. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!FORM.matcher(url).matches()) {
            problems.add("jdbc-url must be of the form jdbc:postgresql://host:port/database, without user or password");
        }
        if (url.toLowerCase(Locale.ROOT).contains("password")) {
            problems.add("jdbc-url must not hold a password; set password instead");
        }
        FORBIDDEN.forEach((name, instead) -> {
            if (parameters.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
                problems.add("jdbc-url must not set " + name + ": " + instead);
            }
        });
        return problems;
    }

    /** Whether it says anything of encryption. */
    boolean namesTls() {
        return parameters.keySet().stream().anyMatch(it -> it.startsWith("ssl"));
    }

    /** The hosts that are not this machine. */
    public List<String> remoteHosts() {
        return hosts().stream()
                .filter(it -> !LOOPBACK.matcher(it.toLowerCase(Locale.ROOT)).matches())
                .toList();
    }

    /** Whether every connection is encrypted by what the address says; the driver's default is to try. */
    public boolean isEncrypted() {
        String mode = parameters.getOrDefault("sslmode", parameters.containsKey("ssl") ? "verify-full" : "prefer");
        return ENCRYPTED.contains(mode) && !"false".equals(parameters.get("ssl"));
    }

    private List<String> hosts() {
        if (!url.startsWith(PREFIX + "//")) {
            return List.of();
        }
        String rest = url.substring(PREFIX.length() + 2).split("[/?]", 2)[0];
        return Arrays.stream(rest.split(",", -1))
                .map(JdbcUrl::withoutPort)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            return host.substring(1, Math.max(1, host.indexOf(']')));
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static Map<String, String> parametersOf(String url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int begin = url.indexOf('?');
        if (begin >= 0) {
            for (String pair : url.substring(begin + 1).split("&", -1)) {
                String[] parts = pair.split("=", 2);
                parameters.put(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static Map<String, String> forbidden() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("currentSchema", "names without a schema would be looked up there; the library sets the search path");
        all.put("options", "it would replace the timeouts and the search path; use the keys of the configuration");
        all.put("user", "set user instead");
        all.put("reWriteBatchedInserts", "the results of single rows would be lost");
        all.put("preferQueryMode", "the library needs the extended protocol");
        all.put("stringtype", "the server would choose the types of values");
        all.put("autosave", "a failed statement must end its transaction");
        all.put("replication", "it is for another protocol");
        all.put("connectTimeout", "set connect-timeout instead");
        all.put("loginTimeout", "set connect-timeout instead");
        all.put("socketTimeout", "set statement-timeout instead, from which it follows");
        all.put("socketFactory", "it may lead the connection anywhere");
        all.put("sslfactory", "it may accept any certificate; use sslmode and sslrootcert, or the section tls");
        all.put("sslhostnameverifier", "it may accept any host; use sslmode and sslrootcert, or the section tls");
        return all;
    }
}
