package org.diffcont.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffcont.error.DataException;
import org.diffcont.monitor.ScoreLog.Called;
import org.diffcont.monitor.ScoreLog.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreLogTest {
    private static final List<Entry> ENTRIES = List.of(new Entry("gear", 2.5, 3, Called.NORMAL),
        new Entry("nut", 9, 3.25, Called.ANOMALOUS), new Entry("nut", -1, 3.25, Called.UNKNOWN));
    private static final String CSV = """
        path,class,distance,log_survival,outlier_probability,threshold,decision,known_product,error
        "a, b.png",gear,2.5,0.5,0.39,3.0,normal,true,
        bad.png,,,,,,error,,it is empty
        c.png,nut,9.0,1.7976931348623157E308,1.0,3.25,anomalous,true,
        d.png,nut,-1.0,0.1,0.1,3.25,normal,false,
        """;
    private static final String JSONL = """
        {"path":"a, b.png","class":"gear","distance":2.5,"log_survival":0.5,"threshold":3.0,"decision":"normal"}
        {"path":"bad.png","decision":"error","error":"it is empty"}
        {"path":"c.png","class":"nut","distance":9.0,"threshold":3.25,"decision":"anomalous","heat_map":"x.png"}
        {"path":"d.png","class":"nut","distance":-1.0,"threshold":3.25,"decision":"normal","known_product":false}
        """;

    private static final String TODAYS = """
        {"path":"a, b.png","class":"gear","distance":2.5,"threshold":3.0,"decision":"normal","known_product":true}
        {"path":"bad.png","decision":"rejected","reason":"it is empty"}
        {"path":"c.png","class":"nut","distance":9.0,"threshold":3.25,"decision":"anomalous","reason":"blank frame"}
        {"path":"d.png","class":"nut","distance":-1.0,"threshold":3.25,"decision":"unknown","known_product":false}
        """;

    @TempDir
    Path temporary;

    private List<Entry> read(String text) throws IOException {
        List<Entry> entries = new ArrayList<>();
        ScoreLog.read(Files.writeString(temporary.resolve("log"), text), entries::add);
        return entries;
    }

    @Test
    void readsLogsOfEarlierVersionsAndOfThisOneAlike() throws IOException {
        assertEquals(read(JSONL), read(TODAYS));
    }

    @Test
    void readsCsvAndJsonLinesWithoutTheImagesThatCouldNotBeRead() throws IOException {
        assertEquals(ENTRIES, read(CSV));
        assertEquals(ENTRIES, read(JSONL));
        assertEquals(List.of(), read(""));
    }

    @Test
    void aLastLineThatIsStillBeingWrittenIsLeftOut() throws IOException {
        assertEquals(ENTRIES, read(JSONL + "{\"path\":\"e.png\",\"cla"));
        assertEquals(ENTRIES, read(CSV + "e.png,nut,1.5"));
    }

    @Test
    void damageBeforeTheEndIsNamedWithItsLine() {
        DataException e = assertThrows(DataException.class, () -> read("{\"path\":\"e.png\",\"cla\n" + JSONL));
        assertTrue(e.getMessage().startsWith("line 1 of "), e.getMessage());
        e = assertThrows(DataException.class, () -> read(CSV + "e.png,nut,much,0,0,3.25,normal,true,\n"));
        assertTrue(e.getMessage().startsWith("line 6 of "), e.getMessage());
        assertThrows(DataException.class, () -> read("hello\nworld\n"));
        assertThrows(DataException.class, () -> ScoreLog.read(temporary.resolve("none"), entry -> { }));
    }
}
