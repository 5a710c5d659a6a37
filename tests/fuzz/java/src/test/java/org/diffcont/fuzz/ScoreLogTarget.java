package org.diffcont.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.error.UserException;
import org.diffcont.monitor.ScoreLog;

/** Any bytes as a score log, which {@code monitor} reads. */
public final class ScoreLogTarget implements Target {
    static final ScoreLogTarget INSTANCE = new ScoreLogTarget();

    private final Path file = Scratch.folder("score-log").resolve("scores");

    public static void fuzzerTestOneInput(byte[] input) {
        INSTANCE.run(input);
    }

    @Override
    public boolean run(byte[] input) {
        Scratch.write(file, input);
        try {
            ScoreLog.read(file, entry -> {
                if (entry.className() == null || entry.called() == null) {
                    throw new AssertionError("an entry is incomplete: " + entry);
                }
            });
            return true;
        } catch (UserException _) {
            return false;
        }
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of("""
            {"path":"a.png","class":"gear","known_product":true,"distance":1.5,"threshold":2.0,"decision":"normal"}
            {"path":"b.png","class":"","known_product":"","distance":"","threshold":"","decision":"error"}
            {"path":"c.png","class":"gear","known_product":false,"distance":9.5,"threshold":2.0,"decision":"anomalous"}
            """, """
            path,class,known_product,distance,threshold,decision,error\r
            a.png,gear,true,1.5,2.0,normal,\r
            "b ""1"".png",,,,,error,"it is a folder, sorry"\r
            """).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }
}
