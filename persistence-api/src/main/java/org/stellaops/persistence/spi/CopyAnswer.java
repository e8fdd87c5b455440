// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Collections;
import java.util.List;

/**
 * What became of a {@link CopyChunk}.
 *
 * @param answers in the order of the images
 * @param progressSaved whether the chunk's progress was saved in the transaction that applied its images; only if all of them
 *     were {@link ApplyAnswer.Applied}
 */
public record CopyAnswer(List<ApplyAnswer> answers, boolean progressSaved) {

    /** Takes an unmodifiable copy. */
    public CopyAnswer {
        answers = List.copyOf(answers);
    }

    /** That the sender's epoch is over; nothing was done. */
    public static CopyAnswer outOfDate(CopyChunk chunk) {
        return of(Collections.nCopies(chunk.images().size(), new ApplyAnswer.OutOfDate()));
    }

    /** Answers beside which no progress was saved. */
    public static CopyAnswer of(List<ApplyAnswer> answers) {
        return new CopyAnswer(answers, false);
    }
}
