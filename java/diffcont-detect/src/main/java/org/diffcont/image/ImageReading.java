package org.diffcont.image;

import org.diffcont.error.UnreadableImageException;

/**
 * How image files are read.
 *
 * @param limits  what a file may ask of this machine
 * @param page    which image of a file with several, from 1
 * @param bits    as how many bits samples are taken
 */
public record ImageReading(ImageLimits limits, int page, BitsRule bits) {
    public ImageReading {
        if (page < 1) {
            throw new IllegalArgumentException("page " + page + " is below 1");
        }
    }

    /** The first page, with the bits that each image uses. */
    public ImageReading(ImageLimits limits) {
        this(limits, 1, BitsRule.ITS_OWN);
    }

    public ImageReading with(BitsRule other) {
        return new ImageReading(limits, page, other);
    }

    /** @throws UnreadableImageException when a file of so many pages has none that is asked for */
    void checkPage(ImageInput input, int pages) {
        if (page > pages) {
            throw new UnreadableImageException(input.name(), UnreadableImageException.Problem.NO_SUCH_PAGE,
                "it has %d page%s, and no page %d (data.page)".formatted(pages, pages == 1 ? "" : "s", page));
        }
    }
}
