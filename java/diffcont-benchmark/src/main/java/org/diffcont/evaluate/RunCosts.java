package org.diffcont.evaluate;

/**
 * What a run took of the machine.
 *
 * @param peakMemoryBytes       most memory that its process held while it learned and was evaluated; 0 where the system
 *                              does not say. Of a run that was stopped and went on: of the process that ended it
 * @param millisecondsPerImage  to decode and score an image file in a batch with the model after the last experience;
 *                              NaN before that
 */
public record RunCosts(long peakMemoryBytes, double millisecondsPerImage) {
    /** Nothing is known. */
    public static final RunCosts UNKNOWN = new RunCosts(0, Double.NaN);
}
