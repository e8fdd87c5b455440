// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/**
 * Names one write of a record, so that a later write can be made conditional on it ({@link Precondition#revision}).
 *
 * <p>A revision matches what that write left and nothing else: not another write of the key, whatever its version, and not a
 * record that was deleted and inserted again. It goes on matching when the library gives the same write a higher version and
 * when the other database takes over. Of a record that the library has never written it names the content; it stops matching
 * once the library gives such a record its first version.
 *
 * <p>The {@linkplain #toString text} is stable and may be handed out, as an ETag for instance; compare revisions by
 * {@link #equals}, not by their texts, since the text holds the version as well. Immutable.
 */
public final class Revision {

    /** The longest token that a text may hold. */
    public static final int LONGEST_TOKEN = 128;

    private static final Pattern WRITTEN =
            Pattern.compile("([1-9][0-9]{0,18})-([!#-\\[\\]-~]{1," + LONGEST_TOKEN + "})");

    private static final Pattern UNVERSIONED = Pattern.compile("0-([0-9a-f]{64})");

    private final VersionStamp stamp;
    private final Optional<ContentHash> content;

    private Revision(VersionStamp stamp, Optional<ContentHash> content) {
        this.stamp = stamp;
        this.content = content;
    }

    /**
     * The revision of a write of the library.
     *
     * @throws IllegalArgumentException if the stamp is that of a record which the library has never written
     */
    public static Revision of(VersionStamp stamp) {
        if (stamp.isUnversioned()) {
            throw new IllegalArgumentException("a record without a version is named by its content, not by its stamp");
        }
        return new Revision(stamp, Optional.empty());
    }

    /** The revision of a record that the library has never written. */
    public static Revision ofUnversioned(ContentHash content) {
        return new Revision(VersionStamp.UNVERSIONED, Optional.of(content));
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text is not exactly such a text
     */
    public static Revision parse(String text) {
        Matcher unversioned = UNVERSIONED.matcher(text);
        if (unversioned.matches()) {
            return ofUnversioned(new ContentHash(unversioned.group(1)));
        }
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw malformed(null);
        }
        try {
            return of(new VersionStamp(Long.parseLong(written.group(1)), written.group(2)));
        } catch (NumberFormatException e) {
            throw malformed(e);
        }
    }

    private static IllegalArgumentException malformed(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "the text is not that of a revision; give back unchanged what a read or a write answered", cause);
    }

    /**
     * The version that the write had when it was read: a hint, for logs and for the order of writes that were made one after
     * another. Only the whole revision names the write; writes that ran at once can have the same version. 0 if the library has
     * never written the record.
     */
    public long version() {
        return stamp.version();
    }

    /** Version and token, for stores; the token alone names the write. */
    public VersionStamp stamp() {
        return stamp;
    }

    /** Whether a record with this stamp and content is what this revision names. */
    public boolean matches(StoredRecord found) {
        return stamp.isUnversioned() ? equals(found.revision()) : namesWriteOf(found.stamp());
    }

    private boolean namesWriteOf(VersionStamp other) {
        return Objects.equals(stamp.token(), other.token());
    }

    /** Whether both name the same write; the versions may differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Revision it && namesWriteOf(it.stamp) && content.equals(it.content);
    }

    @Override
    public int hashCode() {
        return Objects.hash(stamp.token(), content);
    }

    /** The text that {@link #parse} reads: printable ASCII without blanks, quotes and backslashes. */
    @Override
    public String toString() {
        return stamp.version() + "-" + content.map(ContentHash::hex).orElseGet(() -> String.valueOf(stamp.token()));
    }
}
