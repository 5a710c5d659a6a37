package org.diffcont.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchScheduleTest {
    private static final List<Integer> REPLAY = List.of(100, 0, 7, 40);

    private static List<Batch> all(BatchSchedule schedule) {
        List<Batch> batches = new ArrayList<>();
        schedule.forEach(batches::add);
        return batches;
    }

    @Test
    void everyEpochShowsEveryCurrentImageOnceInANewOrder() {
        BatchSchedule schedule = BatchSchedule.ofEpochs(3, 37, 16, REPLAY, 16, 1);
        List<int[]> orders = new ArrayList<>();
        for (int epoch = 0; epoch < 3; epoch++) {
            int wanted = epoch;
            int[] order = all(schedule).stream().filter(batch -> batch.epoch() == wanted)
                    .flatMapToInt(batch -> Arrays.stream(batch.current())).toArray();
            int[] sorted = order.clone();
            Arrays.sort(sorted);
            for (int i = 0; i < 37; i++) {
                assertEquals(i, sorted[i]);
            }
            assertEquals(37, order.length);
            orders.add(order);
        }
        assertFalse(Arrays.equals(orders.get(0), orders.get(1)));
        assertFalse(Arrays.equals(orders.get(1), orders.get(2)));
    }

    @Test
    void theShortLastBatchIsKeptEvenWithOneImage() {
        BatchSchedule schedule = BatchSchedule.ofEpochs(2, 33, 16, REPLAY, 8, 1);
        assertEquals(List.of(16, 16, 1, 16, 16, 1),
                all(schedule).stream().map(batch -> batch.current().length).toList());
        assertTrue(all(schedule).stream().allMatch(batch -> batch.replay().length == 8));
    }

    @Test
    void anExactNumberOfStepsMayEndWithinAnEpoch() {
        BatchSchedule schedule = new BatchSchedule(33, 16, 4, List.of(), 8, 1);
        assertEquals(List.of(16, 16, 1, 16), all(schedule).stream().map(batch -> batch.current().length).toList());
        assertEquals(List.of(0, 0, 0, 1), all(schedule).stream().map(Batch::epoch).toList());
        assertEquals(3, schedule.stepsPerEpoch());
    }

    @Test
    void theSameSeedGivesTheSameBatchesAndAnotherSeedOthers() {
        BatchSchedule schedule = BatchSchedule.ofEpochs(2, 37, 8, REPLAY, 5, 11);
        List<Batch> again = all(BatchSchedule.ofEpochs(2, 37, 8, REPLAY, 5, 11));
        // Asked for in reverse: no batch depends on those before it.
        for (int step = again.size() - 1; step >= 0; step--) {
            Batch batch = schedule.batch(step);
            assertArrayEquals(again.get(step).current(), batch.current());
            assertArrayEquals(again.get(step).replay(), batch.replay());
            assertArrayEquals(again.get(step).replayClasses(), batch.replayClasses());
        }
        Batch other = BatchSchedule.ofEpochs(2, 37, 8, REPLAY, 5, 12).batch(0);
        assertFalse(Arrays.equals(other.current(), again.getFirst().current()));
        assertFalse(Arrays.equals(other.replay(), again.getFirst().replay()));
    }

    @Test
    void replayChangesNothingAboutTheCurrentImages() {
        Batch without = new BatchSchedule(37, 8, 9, List.of(), 0, 11).batch(6);
        Batch with = new BatchSchedule(37, 8, 9, REPLAY, 16, 11).batch(6);
        assertArrayEquals(without.current(), with.current());
    }

    @Test
    void replayedClassesStayWithinOneImageOfEachOther() {
        int[] drawn = new int[4];
        for (Batch batch : all(new BatchSchedule(50, 16, 40, REPLAY, 16, 3))) {
            for (int label : batch.replayClasses()) {
                drawn[label]++;
                int most = Math.max(drawn[0], Math.max(drawn[2], drawn[3]));
                int least = Math.min(drawn[0], Math.min(drawn[2], drawn[3]));
                assertTrue(most - least <= 1, Arrays.toString(drawn));
            }
        }
        assertEquals(0, drawn[1]);
        assertEquals(640, drawn[0] + drawn[2] + drawn[3]);
    }

    @Test
    void replayIndicesBelongToTheirClassAndAllImagesAreUsedEqually() {
        int[] starts = {0, 100, 100, 107, 147};
        int[] uses = new int[147];
        for (Batch batch : all(new BatchSchedule(50, 16, 105, REPLAY, 20, 3))) {
            for (int i = 0; i < batch.replay().length; i++) {
                int label = batch.replayClasses()[i];
                int image = batch.replay()[i];
                assertTrue(image >= starts[label] && image < starts[label + 1], image + " for class " + label);
                uses[image]++;
            }
        }
        // 700 draws a class: 7 of each of 100 images, 100 of each of 7, 17 or 18 of each of 40.
        for (int i = 0; i < 147; i++) {
            int expected = i < 100 ? 7 : i < 107 ? 100 : 17;
            assertTrue(uses[i] == expected || i >= 107 && uses[i] == 18, "image " + i + ": " + uses[i]);
        }
    }

    @Test
    void withoutReplayedImagesNoneAreDrawn() {
        assertEquals(0, new BatchSchedule(5, 2, 1, List.of(), 16, 1).batch(0).replay().length);
        assertEquals(0, new BatchSchedule(5, 2, 1, List.of(0, 0), 16, 1).batch(0).replay().length);
    }

    @Test
    void refusesImpossibleSchedules() {
        assertThrows(IllegalArgumentException.class, () -> new BatchSchedule(0, 16, 1, List.of(), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new BatchSchedule(1, 0, 1, List.of(), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> BatchSchedule.ofEpochs(1, 0, 16, List.of(), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new BatchSchedule(1, 1, 1, List.of(-1), 0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> new BatchSchedule(1, 1, 1, List.of(), 0, 1).batch(1));
    }
}
