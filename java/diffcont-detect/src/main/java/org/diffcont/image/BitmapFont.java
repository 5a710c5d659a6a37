package org.diffcont.image;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A 5×7 font for labels. Java's own text drawing needs system libraries and fonts that a server without a desktop
 * lacks. The glyphs are drawn in {@code font-5x7.txt}: a line with the character, then seven lines of dots and
 * hashes.
 */
public final class BitmapFont {
    public static final int WIDTH = 5;
    public static final int HEIGHT = 7;
    private static final int ADVANCE = WIDTH + 1;
    private static final Map<Character, String[]> GLYPHS = read();

    private BitmapFont() {
    }

    public static int width(String text) {
        return text.length() * ADVANCE;
    }

    /** Draws with the top left corner at (left, top); characters without a glyph are shown as a question mark. */
    public static void draw(BufferedImage picture, String text, int left, int top, int ink) {
        for (int i = 0; i < text.length(); i++) {
            char character = Character.toUpperCase(text.charAt(i));
            if (character == ' ') {
                continue;
            }
            String[] glyph = GLYPHS.getOrDefault(character, GLYPHS.get('?'));
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    if (glyph[y].charAt(x) == '#') {
                        picture.setRGB(left + i * ADVANCE + x, top + y, ink);
                    }
                }
            }
        }
    }

    private static Map<Character, String[]> read() {
        Map<Character, String[]> glyphs = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                BitmapFont.class.getResourceAsStream("font-5x7.txt"), StandardCharsets.UTF_8))) {
            String name;
            while ((name = lines.readLine()) != null) {
                String[] glyph = new String[HEIGHT];
                for (int y = 0; y < HEIGHT; y++) {
                    glyph[y] = lines.readLine();
                }
                glyphs.put(name.charAt(0), glyph);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return glyphs;
    }
}
