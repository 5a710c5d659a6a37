package org.diffcont.defect;

import java.util.List;
import java.util.Locale;
import org.diffcont.random.Draw;

/**
 * Kinds of synthetic defect. Each has a size, drawn log-uniformly so that small defects are as usual as large ones:
 * <table>
 * <caption>what is drawn, and its range as a share of the image's side</caption>
 * <tr><th>family</th><th>size</th><th>from</th><th>to</th></tr>
 * <tr><td>cut_paste</td><td>square root of the area (.5 to 15 % of the image)</td><td>.07</td><td>.39</td></tr>
 * <tr><td>scar</td><td>length; the width is 6 to 25 % of it</td><td>.06</td><td>.35</td></tr>
 * <tr><td>blend, texture, blur, warp, rotate</td><td>diameter</td><td>.05</td><td>.35</td></tr>
 * <tr><td>tone</td><td>diameter</td><td>.02</td><td>.35</td></tr>
 * <tr><td>noise, erase, duplicate</td><td>diameter</td><td>.03</td><td>.3</td></tr>
 * <tr><td>crack, scratch</td><td>length; the width is 1 to 3 pixels of 128</td><td>.05</td><td>.35</td></tr>
 * <tr><td>spot</td><td>diameter of one spot</td><td>.015</td><td>.08</td></tr>
 * </table>
 * No size is below two pixels.
 */
public enum DefectFamily {
    /** A rectangle from another place or another image of the class (CutPaste, Li et al. 2021). */
    CUT_PASTE(.07f, .39f, CutPaste::paint),
    /** A thin, long rectangle from elsewhere (CutPaste's scar). */
    SCAR(.06f, .35f, Scar::paint),
    /** A patch from elsewhere, matched in colour and faded in (after NSA, Schlüter et al. 2022). */
    BLEND(.05f, .35f, Blend::paint),
    /** A foreign texture showing through, shaped by Perlin noise (after DRAEM, Zavrtanik et al. 2021). */
    TEXTURE(.05f, .35f, Texture::paint),
    /** Lost sharpness: smeared or polished away. */
    BLUR(.05f, .35f, Blur::paint),
    /** Changed brightness, contrast or colour: stain, burn, discolouration. */
    TONE(.02f, .35f, Tinge::paint),
    /** Added grain: roughness, dust. */
    NOISE(.03f, .3f, Grain::paint),
    /** Bent or moved material: swirl, shift, pinch or bulge. */
    WARP(.05f, .35f, Warp::paint),
    /** A jagged line with side branches. */
    CRACK(.05f, .35f, Crack::paint),
    /** One to four nearly straight thin lines side by side. */
    SCRATCH(.05f, .35f, Scratch::paint),
    /** A few small blobs: pits, holes, dirt. */
    SPOT(.015f, .08f, Spot::paint),
    /** A region filled from its surroundings: a missing part. */
    ERASE(.03f, .3f, Erase::paint),
    /** A region repeated beside itself: a double part. */
    DUPLICATE(.03f, .3f, Duplicate::paint),
    /** A region turned or mirrored in place: a part the wrong way round. */
    ROTATE(.05f, .35f, Turn::paint);

    private static final float SMALLEST_PIXELS = 2f;

    private final float smallest;
    private final float largest;
    private final Painter painter;

    DefectFamily(float smallest, float largest, Painter painter) {
        this.smallest = smallest;
        this.largest = largest;
        this.painter = painter;
    }

    /** Every family, in a fixed order. */
    public static List<DefectFamily> all() {
        return List.of(values());
    }

    /** The name in configurations and reports: lower case, for instance {@code cut_paste}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    void paint(Canvas canvas, Draw draw) {
        float extent = Scale.logUniform(draw, smallest, largest) * canvas.size;
        painter.paint(canvas, draw, Math.max(extent, SMALLEST_PIXELS));
    }
}
