package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.Path;
import org.diffcont.drawing.Shape;
import org.diffcont.drawing.Trig;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** A moulded sixteen-pin package soldered to a board with traces and vias. */
final class CircuitChip implements Product {
    private static final Tone BOARD = Tone.of(0x2A5B3C);
    private static final Tone TRACE = Tone.of(0x3C7A50);
    private static final Tone MOULD = Tone.of(0x2E2E31);
    private static final Tone TIN = Tone.of(0xC4C4BE);
    private static final Tone LASER = Tone.of(0x8E8E8A);
    private static final int PINS = 8;
    private static final float PITCH = 0.17f;
    private static final float HALF_X = 0.40f;
    private static final float HALF_Y = 0.72f;

    @Override
    public String name() {
        return "circuit_chip";
    }

    @Override
    public List<String> defects() {
        return List.of("bent_pin", "missing_pin", "solder_bridge", "scratch");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.45f, -0.6f, 0.8f, 0.4f, 5, 0.55f, 6f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Placement place = Placement.near(part, 0.025f, 0.03f);
        int seed = part.seed();
        float shade = part.around(1f, 0.05f);
        Draw draw = flaw.draw();
        int pin = draw.below(PINS);
        float side = draw.sign();
        float bend = flaw.is("bent_pin") ? draw.sign() * flaw.strength(0.06f, 0.1f) : 0f;
        boolean missing = flaw.is("missing_pin");
        boolean bridge = flaw.is("solder_bridge");
        float bridgeAt = bridge ? (Math.min(pin, PINS - 2) + 0.5f - 0.5f * (PINS - 1)) * PITCH : 0f;
        float bridgeHalf = flaw.length(0.04f, 0.055f);
        int code = part.seed();
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            board(s, i, u, v, seed);
            float edge = 2f * s.pixel;
            float row = v / PITCH + 0.5f * (PINS - 1);
            int nearest = Math.min(PINS - 1, Math.max(0, Math.round(row)));
            float best = 1f;
            for (int k = Math.max(0, nearest - 1); k <= Math.min(PINS - 1, nearest + 1); k++) {
                boolean here = u * side > 0f;
                if (missing && here && k == pin) {
                    continue;
                }
                float way = Shape.clamp((Math.abs(u) - HALF_X) / 0.25f);
                float shift = here && k == pin ? bend * way : 0f;
                float pv = v - (k - 0.5f * (PINS - 1)) * PITCH - shift;
                best = Math.min(best, Shape.box(Math.abs(u) - 0.53f, pv, 0.15f, 0.042f, 0.012f));
            }
            float metal = Shape.cover(best, edge);
            float foot = Math.abs(u);
            float solder = 0f;
            if (bridge && u * side > 0f) {
                float blob = Shape.box(foot - 0.62f, v - bridgeAt, bridgeHalf, 0.11f, 0.8f * bridgeHalf)
                        + 0.012f * ValueNoise.gradient(x * 20f, y * 20f, seed + 9);
                solder = Shape.cover(blob, edge);
                if (solder > 0f) {
                    s.cover(i, TIN, solder);
                    s.height[i] = Shape.lerp(s.height[i], 0.02f + 0.06f * Shape.bevel(blob, 0.06f), solder);
                    s.metal[i] = Math.max(s.metal[i], 0.8f * solder);
                    s.gloss[i] = Math.max(s.gloss[i], 0.3f * solder);
                }
            }
            if (metal > 0f) {
                float profile = 0.03f + 0.09f * Shape.step(0.58f, 0.47f, foot) + 0.02f * Shape.bevel(best, 0.03f);
                s.cover(i, TIN, metal);
                s.brighten(i, 1f + 0.05f * metal * ValueNoise.gradient(x * 30f, y * 30f, seed + 3));
                s.height[i] = Math.max(s.height[i], profile * metal);
                s.metal[i] = 0.85f * metal;
                s.gloss[i] = 0.25f * metal;
            }
            float d = Shape.box(u, v, HALF_X, HALF_Y, 0.02f);
            float body = Shape.cover(d, edge);
            if (body > 0f) {
                float grain = ValueNoise.gradient(x * 60f, y * 60f, seed + 4);
                float dot = Shape.length(u + 0.27f, v + 0.58f) - 0.05f;
                s.cover(i, MOULD, body);
                s.brighten(i, 1f + body * (0.12f * grain + 0.1f * ValueNoise.fbm(x * 3f, y * 3f, seed + 5, 2)));
                s.height[i] = Shape.lerp(s.height[i], 0.1f + 0.08f * Shape.bevel(d, 0.05f) + 0.0012f * grain
                        - 0.012f * Shape.cover(dot, 0.03f), body);
                s.metal[i] *= 1f - body;
                s.gloss[i] = Shape.lerp(s.gloss[i], 0.10f, body);
                s.cover(i, LASER, 0.75f * body * print(u, v, code, edge));
            }
            s.part[i] = Math.max(body, metal);
            s.brighten(i, shade);
        });
        if (flaw.is("scratch")) {
            int lines = 1 + draw.below(3);
            float angle = draw.angle();
            float u = draw.around(0f, 0.2f);
            float v = draw.around(0f, 0.4f);
            for (int k = 0; k < lines; k++) {
                Path path = Path.through(draw, place.x(u, v) + draw.around(0f, 0.08f),
                        place.y(u, v) + draw.around(0f, 0.1f),
                        angle + draw.around(0f, 0.12f), flaw.length(0.3f, 0.65f), 9, 0.2f);
                Flaws.scratch(s, path, draw.between(0.006f, 0.012f), 0.014f, 1f + flaw.strength(1.5f, 3.5f));
            }
        }
        return s;
    }

    private static void board(Surface s, int i, float u, float v, int seed) {
        float weave = Trig.sin(u * 90f) * Trig.sin(v * 90f);
        s.colour(i, BOARD, 1f + 0.04f * weave + 0.08f * ValueNoise.fbm(u * 4f, v * 4f, seed, 2));
        float row = v / PITCH + 0.5f * (PINS - 1);
        float pv = (row - Math.round(row)) * PITCH;
        boolean lane = Math.abs(v) < 0.5f * PINS * PITCH;
        float trace = lane ? Math.max(Math.abs(pv) - 0.024f, 0.5f - Math.abs(u)) : 1f;
        float pad = lane ? Shape.box(Math.abs(u) - 0.64f, pv, 0.11f, 0.055f, 0.01f) : 1f;
        int lineNumber = Math.round(row);
        float via = lane && (lineNumber & 1) == 0 ? Shape.length(Math.abs(u) - 0.88f, pv) : 1f;
        float copper = Shape.cover(Math.min(trace, via - 0.055f), 2f * s.pixel);
        s.cover(i, TRACE, copper);
        float land = Shape.cover(Math.min(pad, via - 0.042f), 2f * s.pixel);
        s.cover(i, Tone.of(0xA8A391), land);
        s.cover(i, Tone.of(0x101512), Shape.cover(via - 0.022f, 2f * s.pixel));
        s.height[i] = 0.005f * copper + 0.008f * land;
        s.metal[i] = 0.5f * land;
        s.gloss[i] = 0.12f;
    }

    /** Two rows of laser marks; the lower row is the lot and differs from chip to chip. */
    private static float print(float u, float v, int code, float edge) {
        float best = 1f;
        for (int row = 0; row < 2; row++) {
            float across = v - (row == 0 ? -0.16f : 0.16f);
            if (Math.abs(across) > 0.09f) {
                continue;
            }
            for (int k = 0; k < 6; k++) {
                float along = u + 0.275f - 0.11f * k;
                int glyph = ValueNoise.hash(k, row, row == 0 ? 77 : code);
                float bar = Shape.box(along, across, 0.012f, 0.06f, 0.004f);
                float top = Shape.box(along - 0.025f, across + ((glyph & 1) == 0 ? 0.05f : 0f), 0.033f, 0.012f, 0.004f);
                float second = Shape.box(along - 0.055f, across + ((glyph & 2) == 0 ? 0.025f : -0.025f), 0.012f, 0.036f,
                        0.004f);
                best = Math.min(best, Math.min(bar, (glyph & 4) == 0 ? Math.min(top, second) : top));
            }
        }
        return Shape.cover(best, edge);
    }
}
