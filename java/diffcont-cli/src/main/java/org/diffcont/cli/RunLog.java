package org.diffcont.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.diffcont.error.OutputException;
import org.slf4j.LoggerFactory;

/** The log file of a run, beside which the console shows warnings only. */
final class RunLog implements AutoCloseable {
    private static volatile Path current;
    private static volatile RunLog attached;

    private final FileAppender<ILoggingEvent> appender;

    private RunLog(FileAppender<ILoggingEvent> appender) {
        this.appender = appender;
    }

    /**
     * From now on everything logged also goes to the end of {@code file}, until closed. One run has one log.
     *
     * @throws OutputException when the file cannot be written
     */
    static RunLog attach(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            // logback would only note a failure in its own status list.
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
        } catch (IOException e) {
            throw new OutputException("cannot write the log " + file + ": " + e.getMessage(), e);
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n");
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setName(file.toString());
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        root(context).addAppender(appender);
        current = file;
        attached = new RunLog(appender);
        return attached;
    }

    /** Closes the log that is attached, if any. */
    static void detach() {
        if (attached != null) {
            attached.close();
        }
    }

    /** The log that is attached now. */
    static Optional<Path> current() {
        return Optional.ofNullable(current);
    }

    @Override
    public void close() {
        root((LoggerContext) LoggerFactory.getILoggerFactory()).detachAppender(appender);
        appender.stop();
        current = null;
        attached = null;
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }
}
