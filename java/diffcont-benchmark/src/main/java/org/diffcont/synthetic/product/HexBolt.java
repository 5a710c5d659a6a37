package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.drawing.Path;
import org.diffcont.drawing.Shape;
import org.diffcont.synthetic.surface.Support;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Flaws;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Placement;
import org.diffcont.synthetic.surface.Surface;
import org.diffcont.synthetic.surface.Tone;

/** A zinc-plated hexagon bolt lying on its side: head, shank and rolled thread. */
final class HexBolt implements Product {
    private static final Tone ZINC = Tone.of(0xC2C3BE);
    private static final float HEAD_LEFT = -0.74f;
    private static final float HEAD_RIGHT = -0.42f;
    private static final float HEAD_HALF = 0.36f;
    private static final float SHANK_HALF = 0.185f;
    private static final float THREAD_FROM = -0.08f;
    private static final float TIP = 0.76f;
    private static final float PITCH = 0.066f;

    @Override
    public String name() {
        return "hex_bolt";
    }

    @Override
    public List<String> defects() {
        return List.of("bent_shank", "stripped_thread", "scratched_head", "rust");
    }

    @Override
    public Lighting lighting() {
        return new Lighting(-0.3f, -0.75f, 0.75f, 0.4f, 5, 0.6f, 5f);
    }

    @Override
    public Surface render(int size, Draw part, Flaw flaw) {
        Surface s = new Surface(size);
        Support.sheet(s, part, Tone.of(0x5C6166));
        Placement place = Placement.near(part, 0.035f, 0.11f);
        int seed = part.seed();
        float shade = part.around(0.8f, 0.04f);
        float roll = part.around(0f, 0.1f);
        float start = part.between(0f, PITCH);
        Draw draw = flaw.draw();
        float bend = flaw.is("bent_shank") ? draw.sign() * flaw.strength(0.12f, 0.3f) : 0f;
        float bendFrom = draw.between(0.1f, 0.3f);
        boolean stripped = flaw.is("stripped_thread");
        float from = stripped ? draw.between(THREAD_FROM, 0.35f) : 9f;
        float to = stripped ? from + flaw.length(0.18f, 0.32f) : 9f;
        float side = stripped ? draw.between(-0.5f, 0.5f) : 0f;
        s.paint((i, x, y) -> {
            float u = place.u(x, y);
            float v = place.v(x, y);
            float reach = Math.max(0f, u - bendFrom);
            float w = v - bend * reach * (reach / (reach + 0.12f));
            float head = Shape.box(u - 0.5f * (HEAD_LEFT + HEAD_RIGHT), v, 0.5f * (HEAD_RIGHT - HEAD_LEFT), HEAD_HALF,
                    0.03f);
            // The chamfer takes the outer corners of the head.
            float chamfer = (HEAD_LEFT + 0.03f - u) * 0.82f + (Math.abs(v) - 0.25f) * 0.58f;
            head = Math.max(head, chamfer);
            boolean threaded = u > THREAD_FROM;
            float worn = stripped ? Shape.step(from, from + 0.03f, u) * Shape.step(to, to - 0.03f, u)
                    * Shape.step(0.95f, 0.7f, Math.abs(w / SHANK_HALF - side)) * flaw.contrast() : 0f;
            float turn = (u + 0.10f * w + start) / PITCH;
            float saw = Math.abs(turn - (float) Math.floor(turn) - 0.5f) * 2f;
            float ridge = threaded ? (0.034f * saw - 0.012f) * Shape.step(THREAD_FROM, THREAD_FROM + 0.05f, u) : 0f;
            ridge *= 1f - worn;
            float half = SHANK_HALF + ridge - 0.012f * worn - 0.25f * Math.max(0f, u - TIP + 0.06f);
            float shank = Math.max(Math.abs(w) - half, Math.max(u - TIP, HEAD_RIGHT - 0.02f - u));
            float d = Math.min(head, shank);
            float cover = Shape.cover(d, 2f * s.pixel);
            if (cover <= 0f) {
                return;
            }
            float grain = 1f + 0.04f * ValueNoise.fbm(x * 14f, y * 14f, seed, 3)
                    + 0.03f * ValueNoise.gradient(u * 6f, v * 70f, seed + 1);
            s.cover(i, ZINC, cover);
            s.brighten(i, Shape.lerp(1f, shade * grain, cover));
            float round = 1f - w * w / (half * half);
            float h = shank < 0f
                    ? 0.1f + 0.20f * (float) Math.sqrt(Math.max(round, 0f)) + 0.55f * ridge - 0.01f * worn : 0f;
            if (head < 0f) {
                // Three faces of the hexagon show: the flat middle one and two falling away.
                float a = Math.abs(v + roll * 0.1f);
                float face = 0.36f - 0.62f * Math.max(0f, a - 0.19f);
                h = Math.max(0.05f, face - 0.5f * Math.max(0f, HEAD_LEFT + 0.07f - u) * Shape.step(0f, 0.2f, a));
                h -= 0.05f * Shape.step(0.02f, 0f, -head);
            }
            s.height[i] = h * cover;
            s.metal[i] = 0.85f * cover;
            s.gloss[i] = 0.22f * cover;
            s.part[i] = cover;
            if (worn > 0f) {
                s.brighten(i, 1f + 0.25f * worn * ValueNoise.gradient(u * 9f, v * 60f, seed + 4));
            }
        });
        if (flaw.is("scratched_head")) {
            float angle = draw.sign() * draw.between(0.4f, 1.2f);
            int lines = 1 + draw.below(3);
            for (int k = 0; k < lines; k++) {
                float u = -0.58f + draw.around(0f, 0.08f);
                float v = draw.around(0f, 0.16f);
                Path path = Path.through(draw, place.x(u, v), place.y(u, v), angle + draw.around(0f, 0.2f),
                        flaw.length(0.22f, 0.38f), 6, 0.15f);
                Flaws.scratch(s, path, draw.between(0.007f, 0.014f), flaw.strength(0.01f, 0.02f),
                        1f - flaw.strength(0.3f, 0.6f));
            }
        } else if (flaw.is("rust")) {
            float[] at = Flaws.place(s, draw, 0.08f);
            int spots = 2 + draw.below(3);
            for (int k = 0; k < spots; k++) {
                Flaws.deposit(s, draw, at[0] + flaw.size() * draw.around(0f, 0.12f),
                        at[1] + flaw.size() * draw.around(0f, 0.1f), flaw.length(0.07f, 0.14f), Tone.of(0x84502C),
                        flaw.strength(0.8f, 1f));
            }
        }
        return s;
    }
}
