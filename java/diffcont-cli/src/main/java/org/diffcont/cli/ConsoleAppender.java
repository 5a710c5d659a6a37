package org.diffcont.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/** Shows warnings and errors on standard error, one line each, without stack traces. */
public final class ConsoleAppender extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            String kind = event.getLevel() == Level.WARN ? "warning: " : "";
            StandardError.line("diffcont: " + kind + Failures.oneLine(event.getFormattedMessage()));
        }
    }
}
