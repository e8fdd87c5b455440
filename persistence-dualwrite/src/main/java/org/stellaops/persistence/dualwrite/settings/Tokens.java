package org.stellaops.persistence.dualwrite.settings;

/** Ids of writes, each given out once, ever. Safe for concurrent use. */
@FunctionalInterface
public interface Tokens {

    /** A token that nobody has had before. */
    String next();
}
