// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalTest {

    private static final String[] PIECES = {
        "a",
        "plain text",
        "\"",
        "\\",
        "\n",
        "\u0001",
        "\u001f",
        " ",
        "!",
        "\u007f",
        "\u0080",
        "\u00a2",
        "\u0122",
        "\u015c",
        "\u2028",
        "\ud83d\ude00"
    };

    @Test
    void aTextIsEscapedWhereverTheEscapeStands() throws Exception {
        Random random = new Random(7);
        for (int run = 0; run < 5_000; run++) {
            StringBuilder pieces = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                pieces.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String text = pieces.toString();
            String expected = "{\"" + escaped(text) + "\":\"" + escaped(text) + "\"}";
            Struct value = Struct.builder().put(text, new Value.Text(text)).build();

            assertThat(Canonical.form(value)).isEqualTo(expected);
            assertThat(ContentHash.of(value).hex()).isEqualTo(sha256(expected));
        }
    }

    @Test
    void aFormIsAsLongAsItHasToBe() {
        String text = "x\n".repeat(100_000);

        assertThat(Canonical.form(new Value.Text(text))).isEqualTo("\"" + escaped(text) + "\"");
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return out.toString();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
