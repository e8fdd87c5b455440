package org.stellaops.persistence.spi;

import java.util.Optional;

/** Where long work keeps how far it came: in the target, so that a new process goes on there. */
public interface Checkpoints {

    /** The last text that was saved under this name. */
    Optional<String> load(String name);

    /** Saves a text under this name, durably. */
    void save(String name, String text);

    /** Forgets the name. */
    void clear(String name);
}
