// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.Optional;

/**
 * The stages of modules in a system of feature flags. A flag is what somebody asks for: the control record decides which stage a module
 * is in, for all processes alike, so that flags which processes see at different times never make two leaders.
 *
 * <p><b>Threads.</b> Called by one thread at a time, and once on the thread that opens the module. <b>Blocking.</b> May wait, for a few
 * seconds at most. <b>Failure.</b> An exception, whose message must hold no secret, if the flag cannot be read; the last value that was
 * read stays in force.
 */
@FunctionalInterface
public interface StageFlags {

    /**
     * The name of the stage that is asked for, such as {@code shadow-read}; empty if there is no flag for the module, whose configured
     * stage holds then.
     */
    Optional<String> stageOf(String module);
}
