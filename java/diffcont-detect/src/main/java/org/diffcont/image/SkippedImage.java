package org.diffcont.image;

/**
 * An image that was left out.
 *
 * @param index   its place in the list
 * @param reason  one line
 */
public record SkippedImage(int index, ImageInput input, String reason) {
}
