package org.diffcont.nativecore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HandleTest {

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel() == Level.WARN) {
                warnings.add(event.getFormattedMessage());
            }
        }
    };
    private final Logger logger = (Logger) LoggerFactory.getLogger(Handle.class);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private static void abandon(AtomicInteger freed, long id) {
        assertEquals(id, new Handle(new Object(), "thing", id, number -> freed.incrementAndGet(), Calls::checkDetect).id());
    }

    @Test
    void anOwnerThatIsCollectedUnclosedIsReportedAndNothingIsFreed() {
        AtomicInteger freed = new AtomicInteger();
        abandon(freed, 0xABC);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            while (warnings.stream().noneMatch(warning -> warning.contains("0xabc"))) {
                System.gc();
                Thread.onSpinWait();
            }
        });
        assertTrue(warnings.stream().anyMatch(warning -> warning.startsWith("a thing was never closed")));
        assertEquals(0, freed.get());
    }

    @Test
    void closeFreesOnceAndReportsNothing() {
        AtomicInteger freed = new AtomicInteger();
        Handle handle = new Handle(this, "thing", 5, number -> {
            assertEquals(5, number);
            freed.incrementAndGet();
            return 0;
        }, Calls::checkDetect);
        handle.close();
        handle.close();
        assertEquals(1, freed.get());
        assertTrue(warnings.stream().noneMatch(warning -> warning.contains("0x5")));
        assertThrows(IllegalStateException.class, handle::id);
    }

    @Test
    void aFailureToFreeIsThrown() {
        DetectLibrary.load();
        Handle handle = new Handle(this, "thing", 5, number -> NativeStatus.BAD_HANDLE.code(), Calls::checkDetect);
        assertEquals(NativeStatus.BAD_HANDLE, assertThrows(NativeException.class, handle::close).status());
    }
}
