package org.diffcont.nativecore;

import static org.diffcont.nativecore.Examples.CONFIG;
import static org.diffcont.nativecore.Examples.assertIllegalArgument;
import static org.diffcont.nativecore.Examples.assertNativeFailure;
import static org.diffcont.nativecore.Examples.images;
import static org.diffcont.nativecore.Examples.training;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TrainerTest {

    private static final int[] LABELS = {0, 1, 0, 1, 77};

    private Network student;

    @BeforeEach
    void create() {
        student = Network.create(CONFIG, 7);
    }

    @AfterEach
    void close() {
        NativeRuntime.setThreads(0);
        student.close();
    }

    @Test
    void aStepReportsEveryTermAndTheirWeightedSum() {
        float[] before = student.readParameter("conv_in.weight");
        try (Network teacher = student.copy()) {
            student.addClasses(1, 1);
            try (Trainer trainer = Trainer.create(student, teacher, training())) {
                trainer.step(images(5), LABELS, 2, 2);
                Losses losses = trainer.step(images(5), LABELS, 2, 2);
                assertTrue(losses.diffusion() > 0 && losses.classifier() > 0 && losses.distillation() > 0
                        && losses.alignment() > 0 && losses.center() > 0 && losses.classifierDistillation() > 0
                        && losses.gradientNorm() > 0, losses.toString());
                assertEquals(losses.diffusion() + losses.classifier() + losses.distillation() + losses.alignment()
                        + 0.01 * losses.center() + losses.classifierDistillation(), losses.total(),
                        1e-5 * losses.total());
            }
            assertArrayEquals(before, teacher.readParameter("conv_in.weight"));
        }
        assertFalse(Arrays.equals(before, student.readParameter("conv_in.weight")));
    }

    @Test
    void aStepInBfloat16IsNearTheOneInF32() {
        try (Network copy = student.copy(); Trainer exact = Trainer.create(student, null, training());
                Trainer rounded = Trainer.create(copy, null, training())) {
            rounded.setPrecision(Precision.BF16);
            double expected = exact.step(images(4), LABELS, 4, 0).total();
            double actual = rounded.step(images(4), LABELS, 4, 0).total();
            assertEquals(expected, actual, 0.02 * expected);
            assertNotEquals(expected, actual, "bfloat16 was not used");
        }
    }

    @Test
    void aWeightOfZeroSwitchesATermOff() {
        TrainingConfig config = new TrainingConfig(false, 3, 1e-3, 0.9, 0.999, 1e-8, 0, 0,
                new LossWeights(1, 0, 0, 0, 0, 0));
        float[] projector = student.readParameter("projector.weight");
        try (Trainer trainer = Trainer.create(student, null, config)) {
            Losses losses = trainer.step(images(4), LABELS, 4, 0);
            assertEquals(0, losses.classifier());
            assertEquals(0, losses.center());
            assertEquals(losses.diffusion(), losses.total());
        }
        assertArrayEquals(projector, student.readParameter("projector.weight"));
    }

    @Test
    void anImageThatIsNotFiniteChangesNothing() {
        float[] before = student.readParameter("conv_in.weight");
        float[] broken = images(4);
        broken[3] = Float.POSITIVE_INFINITY;
        try (Trainer trainer = Trainer.create(student, null, training())) {
            assertNativeFailure(NativeStatus.NOT_FINITE, "images[3]", () -> trainer.step(broken, LABELS, 4, 0));
        }
        assertArrayEquals(before, student.readParameter("conv_in.weight"));
    }

    @Test
    void misuseIsNamed() {
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "student itself",
                () -> Trainer.create(student, student, training()));
        Trainer trainer = Trainer.create(student, null, training());
        assertIllegalArgument("images holds 192", () -> trainer.step(images(1), LABELS, 2, 0));
        assertIllegalArgument("labels holds 1", () -> trainer.step(images(2), new int[1], 2, 0));
        assertIllegalArgument("replayed is -1", () -> trainer.step(images(2), LABELS, 2, -1));
        assertIllegalArgument("the batch", () -> trainer.step(images(2), LABELS, 0, 0));
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "labels[4] is 77",
                () -> trainer.step(images(5), LABELS, 5, 0));
        student.addClasses(1, 1);
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "make a new trainer",
                () -> trainer.step(images(2), LABELS, 2, 0));
        trainer.close();
        trainer.close();
        assertThrows(IllegalStateException.class, () -> trainer.step(images(2), LABELS, 2, 0));
        assertIllegalArgument("labelDropout is 1.5", () -> new TrainingConfig(true, 3, 1e-3, 0.9, 0.999, 1e-8, 1, 1.5,
                training().weights()));
        assertIllegalArgument("center weight is -1.0", () -> new LossWeights(1, 1, 1, 1, -1, 1));
    }

    @Test
    void trainingAndReadingTheSameNetworkFromTwoThreadsTakeTurns() throws Exception {
        NativeRuntime.setThreads(1);
        try (Trainer trainer = Trainer.create(student, null, training());
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Losses> training = threads.submit((Callable<Losses>) () -> {
                Losses last = null;
                for (int i = 0; i < 10; i++) {
                    last = trainer.step(images(4), LABELS, 4, 0);
                }
                return last;
            });
            Future<Integer> reading = threads.submit(() -> {
                int length = 0;
                for (int i = 0; i < 10; i++) {
                    length = student.embed(Examples.reading(2)).logits().length;
                }
                return length;
            });
            assertTrue(Double.isFinite(training.get().total()));
            assertEquals(4, reading.get());
        }
    }
}
