package org.diffcont.training;

/**
 * The images of one training step.
 *
 * @param step from 0
 * @param epoch pass over the current images, from 0
 * @param current indices of current images
 * @param replay indices into the replayed images, laid out class after class
 * @param replayClasses the old class of each replayed image
 */
public record Batch(long step, int epoch, int[] current, int[] replay, int[] replayClasses) {
}
