// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.BSONException;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.NoAccessException;

/**
 * Decides for a driver error whether the statement may have taken effect.
 *
 * <p>Only what certainly was not applied is {@link Fault.Kind#UNAVAILABLE}; every doubt is {@link
 * Fault.Kind#NO_ANSWER}. The
 * server's own messages quote documents, so only the code of a server error is passed on, and no cause.
 */
public final class MongoFaults {

    static final int DUPLICATE_KEY = 11000;
    static final int DOCUMENT_VALIDATION_FAILURE = 121;
    static final int NAMESPACE_EXISTS = 48;
    static final int UNAUTHORIZED = 13;
    static final int AUTHENTICATION_FAILED = 18;
    static final int COMMAND_NOT_FOUND = 59;

    /** Errors that a server reports for a write although it may have been applied, or still may be. */
    private static final Set<Integer> DOUBTFUL =
            Set.of(6, 7, 50, 64, 79, 89, 91, 100, 189, 202, 262, 9001, 11600, 11601, 11602);

    /** Errors with which a server rejects a command before executing any of it. */
    private static final Set<Integer> REJECTIONS = Set.of(
            2, 9, 13, 14, 18, 20, 26, 40, 52, 57, 59, 67, 72, 73, 85, 86, 123, 166, 8000, 10107, 13435, 10058, 10334,
            17280);

    /** Errors that speak of the content of one document, from servers of every version. */
    private static final Set<Integer> OF_CONTENT =
            Set.of(15, 22, 52, 55, 56, 57, 146, 171, 10334, 16755, 16804, 17280, 17419, 17420);

    /** Errors of one write that speak of the server or of the login; every other one speaks of the document. */
    private static final Set<Integer> NOT_OF_CONTENT = Set.of(
            1, 8, 12, 13, 18, 20, 24, 26, 43, 46, 59, 61, 63, 67, 72, 73, 85, 86, 96, 112, 117, 123, 125, 133, 134, 150,
            166, 225, 238, 246, 251, 290, 8000, 10058, 10107, 12587, 13388, 13435, 13436, 14031);

    private static final String MAY_BE_RETRIED = "RetryableWriteError";
    private static final String WROTE_NOTHING = "NoWritesPerformed";

    private MongoFaults() {}

    /** Runs a statement and converts every error to a fault. */
    @CanIgnoreReturnValue
    public static <T> T guard(String attempt, Supplier<T> statement) {
        SentCommands.reset();
        try {
            return statement.get();
        } catch (MongoException | BSONException e) {
            throw of(attempt, e);
        }
    }

    /** Whether a write with this error may have been applied all the same. */
    static boolean isDoubtful(int code) {
        return DOUBTFUL.contains(code);
    }

    /** The fault of an error of a statement before which {@link SentCommands#reset} was called. */
    static StoreException of(String attempt, RuntimeException error) {
        if (error instanceof MongoInterruptedException) {
            Thread.currentThread().interrupt();
            return fault(Fault.Kind.INTERRUPTED, attempt, "the thread was interrupted", error);
        } else if (error instanceof BSONException && SentCommands.any()) {
            return fault(Fault.Kind.NO_ANSWER, attempt, "the server's answer could not be read", null);
        } else if (error instanceof BSONException) {
            return fault(Fault.Kind.REJECTED, attempt, "the driver cannot make BSON of it, or not below 16 MiB", null);
        } else if (!SentCommands.any() && error instanceof MongoException && !(error instanceof MongoServerException)) {
            return unsent(attempt, error);
        } else if (error instanceof MongoTimeoutException) {
            return fault(Fault.Kind.NO_ANSWER, attempt, "there was no answer within the deadline", error);
        } else if (error instanceof MongoSocketException) {
            return fault(Fault.Kind.NO_ANSWER, attempt, "the connection was lost before the answer came", error);
        } else if (error instanceof MongoServerException it) {
            return ofServer(attempt, it);
        } else if (error instanceof MongoClientException) {
            return fault(Fault.Kind.UNAVAILABLE, attempt, "the driver rejected it: " + nameOf(error), null);
        }
        return fault(Fault.Kind.BROKEN, attempt, "the driver failed: " + nameOf(error), null);
    }

    private static StoreException unsent(String attempt, RuntimeException error) {
        if (error instanceof MongoSecurityException) {
            return fault(
                    Fault.Kind.UNAVAILABLE,
                    attempt,
                    "the server rejected the credentials; check user and password",
                    new NoAccessException("authentication failed"));
        } else if (String.valueOf(error.getMessage()).contains("waiting for a connection")) {
            return fault(Fault.Kind.OVERLOADED, attempt, "no connection of the pool became free in time", error);
        }
        return fault(
                Fault.Kind.UNAVAILABLE, attempt, "no server that takes writes was reached; check that it runs", error);
    }

    private static StoreException ofServer(String attempt, MongoServerException error) {
        String what = "the server answered with error " + error.getCode() + nameOfCode(error);
        if (error instanceof MongoCursorNotFoundException) {
            return fault(Fault.Kind.UNAVAILABLE, attempt, what + "; start again after the last key", null);
        }
        String advice = error.getCode() == UNAUTHORIZED
                ? "; grant the login readWrite on the database, and collMod for the fence"
                : error.getCode() == AUTHENTICATION_FAILED ? "; check user, password and authSource" : "";
        @Nullable
        NoAccessException refused =
                error.getCode() == AUTHENTICATION_FAILED ? new NoAccessException("authentication failed") : null;
        return fault(kindOf(error), attempt, what + advice, refused);
    }

    private static Fault.Kind kindOf(MongoServerException error) {
        if (!isCertainlyRefused(error)) {
            return Fault.Kind.NO_ANSWER;
        } else if (isOfContent(error)) {
            return Fault.Kind.REJECTED;
        }
        return error.getCode() == UNAUTHORIZED ? Fault.Kind.REFUSED : Fault.Kind.UNAVAILABLE;
    }

    /** Whichever error a server chooses: what it says of one write alone, and not of itself, is about the document. */
    private static boolean isOfContent(MongoServerException error) {
        return OF_CONTENT.contains(error.getCode())
                || (error instanceof MongoWriteException
                        && !NOT_OF_CONTENT.contains(error.getCode())
                        && ErrorCategory.fromErrorCode(error.getCode()) != ErrorCategory.DUPLICATE_KEY);
    }

    /**
     * A not-primary error of a statement that the driver tried twice leaves the first try open, unless the server
     * reports that nothing was written.
     */
    private static boolean isCertainlyRefused(MongoServerException error) {
        if (error.hasErrorLabel(WROTE_NOTHING)) {
            return true;
        } else if (error.hasErrorLabel(MAY_BE_RETRIED) || error instanceof MongoWriteConcernException) {
            return false;
        } else if (error instanceof MongoWriteException) {
            return !DOUBTFUL.contains(error.getCode());
        }
        return REJECTIONS.contains(error.getCode())
                || OF_CONTENT.contains(error.getCode())
                || ErrorCategory.fromErrorCode(error.getCode()) == ErrorCategory.DUPLICATE_KEY;
    }

    private static String nameOfCode(MongoServerException error) {
        return error instanceof MongoCommandException it
                        && !it.getErrorCodeName().isEmpty()
                ? " (" + it.getErrorCodeName() + ")"
                : "";
    }

    private static String nameOf(RuntimeException error) {
        return error.getClass().getSimpleName();
    }

    private static StoreException fault(Fault.Kind kind, String attempt, String what, @Nullable Throwable cause) {
        return new StoreException(
                kind, "tried to " + attempt + "; " + what, cause != null && isSilent(cause) ? cause : null);
    }

    /** Whether an error and all its causes are of the network or our own, so that logging them exposes no document. */
    private static boolean isSilent(Throwable error) {
        boolean itself = error instanceof MongoSocketException
                || error instanceof MongoTimeoutException
                || error instanceof MongoInterruptedException
                || error instanceof IOException
                || error instanceof InterruptedException
                || error instanceof NoAccessException;
        Throwable cause = error.getCause();
        return itself
                && (cause == null || isSilent(cause))
                && Arrays.stream(error.getSuppressed()).allMatch(MongoFaults::isSilent);
    }
}
