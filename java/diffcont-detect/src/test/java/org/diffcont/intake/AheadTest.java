package org.diffcont.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AheadTest {
    private static Supplier<Optional<Integer>> numbers(int count) {
        Iterator<Integer> all = IntStream.range(0, count).iterator();
        return () -> all.hasNext() ? Optional.of(all.next()) : Optional.empty();
    }

    @Test
    void valuesComeInOrderAndThenNone() {
        List<Integer> seen = new ArrayList<>();
        try (Ahead<Integer> ahead = new Ahead<>("numbers", numbers(5))) {
            for (Optional<Integer> value = ahead.next(); value.isPresent(); value = ahead.next()) {
                seen.add(value.get());
            }
            assertTrue(ahead.next().isEmpty());
        }
        assertEquals(List.of(0, 1, 2, 3, 4), seen);
    }

    @Test
    void theNextValueIsMadeWhileTheCallerWorksOnTheOneBefore() throws InterruptedException {
        CountDownLatch secondBegun = new CountDownLatch(2);
        try (Ahead<Integer> ahead = new Ahead<>("numbers", () -> {
            secondBegun.countDown();
            return Optional.of(1);
        })) {
            ahead.next();
            assertTrue(secondBegun.await(20, TimeUnit.SECONDS), "nothing was made ahead");
        }
    }

    @Test
    void anErrorComesInItsValuesPlaceAndEndsAll() {
        Supplier<Optional<Integer>> numbers = numbers(2);
        try (Ahead<Integer> ahead = new Ahead<>("numbers", () -> Optional.of(numbers.get()
                .orElseThrow(() -> new IllegalArgumentException("the third is bad"))))) {
            assertEquals(Optional.of(0), ahead.next());
            assertEquals(Optional.of(1), ahead.next());
            assertEquals("the third is bad", assertThrows(IllegalArgumentException.class, ahead::next).getMessage());
            assertTrue(ahead.next().isEmpty());
        }
    }

    @Test
    void closingInterruptsTheMaker() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Ahead<Integer> ahead = new Ahead<>("waiting", () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return Optional.empty();
        });
        ahead.close();
        ahead.close();
        assertTrue(interrupted.await(20, TimeUnit.SECONDS), "the thread still waits");
        assertTrue(ahead.next().isEmpty());
    }

    @Test
    void aCallerWhoIsInterruptedStopsWaiting() {
        try (Ahead<Integer> ahead = new Ahead<>("waiting", () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        })) {
            Thread.currentThread().interrupt();
            try {
                assertThrows(CancellationException.class, ahead::next);
            } finally {
                assertTrue(Thread.interrupted());
            }
        }
    }
}
