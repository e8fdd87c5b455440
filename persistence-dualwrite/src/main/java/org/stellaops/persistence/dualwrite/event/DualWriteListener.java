package org.stellaops.persistence.dualwrite.event;

/**
 * Hears what happens in a module: for logs, metrics and alarms.
 *
 * <p><b>Threads.</b> Called on whatever thread met the fact, several at once. <b>Blocking.</b> Must not wait: a caller's
 * own write may be behind it. <b>Failure.</b> Whatever it throws is contained by {@link #contained()}, through which the
 * library calls every listener.
 */
@FunctionalInterface
public interface DualWriteListener {

    /** Takes notice of one fact. */
    void on(DualWriteEvent event);

    /** A listener that takes notice of nothing. */
    static DualWriteListener none() {
        return event -> {};
    }

    /** This listener, and then another one, which hears the event even if this one throws. */
    default DualWriteListener andThen(DualWriteListener next) {
        DualWriteListener first = contained();
        DualWriteListener second = next.contained();
        return event -> {
            first.on(event);
            second.on(event);
        };
    }

    /** This listener, unable to throw: a broken listener must not change what becomes of a write. */
    default DualWriteListener contained() {
        return this instanceof ContainedListener ? this : new ContainedListener(this);
    }
}
