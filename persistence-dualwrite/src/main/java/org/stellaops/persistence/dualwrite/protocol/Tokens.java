package org.stellaops.persistence.dualwrite.protocol;

/** Ids of writes, each given out once, ever. Safe for concurrent use. */
@FunctionalInterface
public interface Tokens {

    /** A token that nobody has had before. */
    String next();
}
