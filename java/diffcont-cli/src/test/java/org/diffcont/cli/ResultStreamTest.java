package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import org.junit.jupiter.api.Test;

class ResultStreamTest {
    private static ResultStream failing(String reason) {
        return new ResultStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        });
    }

    @Test
    void resultsPassThrough() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ResultStream stream = new ResultStream(bytes);
        try (PrintWriter writer = new PrintWriter(stream, true)) {
            writer.print("abc");
        }
        assertEquals("abc", bytes.toString());
        assertTrue(stream.failure().isEmpty());
    }

    @Test
    void fullDiskIsRememberedAndAReaderWhoLeftIsNot() {
        ResultStream full = failing("No space left on device");
        full.write('a');
        full.write('b');
        assertEquals("No space left on device", full.failure().orElseThrow().getMessage());
        ResultStream left = failing("Broken pipe");
        left.write('a');
        assertTrue(left.failure().isEmpty());
    }
}
