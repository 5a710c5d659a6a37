package org.diffcont.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TakenFilesTest {
    @Test
    void isAMapThatForgetsWhatWasNotSeen() {
        SplittableRandom random = new SplittableRandom(21);
        TakenFiles files = new TakenFiles();
        Map<Long, Long> stamps = new HashMap<>();
        Map<Long, Integer> seen = new HashMap<>();
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 2000; i++) {
                long id = TakenFiles.id(random.nextInt(20_000) + ".png");
                if (files.get(id) == TakenFiles.UNKNOWN || random.nextBoolean()) {
                    files.put(id, i + 3, round);
                    stamps.put(id, i + 3L);
                } else {
                    files.see(id, round);
                }
                seen.put(id, round);
            }
            int from = round - 5;
            files.forgetBefore(from);
            seen.values().removeIf(last -> last < from);
            stamps.keySet().retainAll(seen.keySet());
            assertEquals(stamps.size(), files.size());
            stamps.forEach((id, stamp) -> assertEquals(stamp, files.get(id)));
        }
    }
}
