package org.diffcont.nativecore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves native objects behind. */
final class LeakCheck implements BeforeEachCallback, AfterEachCallback {

    private long before;

    @Override
    public void beforeEach(ExtensionContext context) {
        before = NativeRuntime.liveHandles();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertEquals(before, NativeRuntime.liveHandles(), "native objects alive after the test");
    }
}
