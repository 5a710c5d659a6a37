package org.diffcont.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Contrast as WCAG 2.2 measures it: 4.5 for text, 3 for what else carries meaning. */
class ColoursTest {
    private static final double TEXT = 4.5;
    private static final double GRAPHICS = 3;

    private static String resource(String name) throws IOException {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The variables of the light scheme, the dark one and print, in this order. */
    private static List<Map<String, String>> schemes() throws IOException {
        List<Map<String, String>> schemes = new ArrayList<>();
        Matcher root = Pattern.compile(":root \\{([^}]*)}").matcher(resource("report.css"));
        while (root.find()) {
            Map<String, String> colours = new HashMap<>();
            Matcher variable = Pattern.compile("--(\\w+): (#[0-9a-f]{6});").matcher(root.group(1));
            while (variable.find()) {
                colours.put(variable.group(1), variable.group(2));
            }
            schemes.add(colours);
        }
        assertEquals(3, schemes.size());
        return schemes;
    }

    private static double contrast(String a, String b) {
        double light = Math.max(luminance(a), luminance(b));
        double dark = Math.min(luminance(a), luminance(b));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double luminance(String colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    @Test
    void blackOnWhiteHasTheKnownContrast() {
        assertEquals(21, contrast("#000000", "#ffffff"), 1e-9);
        assertEquals(4.54, contrast("#767676", "#ffffff"), 0.01);
    }

    @Test
    void textCanBeReadInEveryScheme() throws IOException {
        for (Map<String, String> scheme : schemes()) {
            for (String ink : List.of("text", "muted", "link")) {
                assertTrue(contrast(scheme.get(ink), scheme.get("surface")) >= TEXT, ink + " in " + scheme);
            }
            for (String ground : List.of("raised", "notice", "warm", "cool")) {
                assertTrue(contrast(scheme.get("text"), scheme.get(ground)) >= TEXT, ground + " in " + scheme);
            }
            for (String graphics : List.of("good", "bad")) {
                assertTrue(contrast(scheme.get(graphics), scheme.get("surface")) >= GRAPHICS, graphics);
            }
            if (scheme.containsKey("focus")) {
                assertTrue(contrast(scheme.get("focus"), scheme.get("surface")) >= GRAPHICS, "focus in " + scheme);
            }
        }
    }

    @Test
    void linesOfChartsStandOutInEveryScheme() throws IOException {
        Matcher palette = Pattern.compile("text: '(#\\w+)', line: '#\\w+', series: \\[([^]]*)]")
            .matcher(resource("report.js"));
        for (Map<String, String> scheme : schemes().subList(0, 2)) {
            assertTrue(palette.find());
            assertEquals(scheme.get("text"), palette.group(1), "charts and page share their ink");
            for (String colour : palette.group(2).split(", ")) {
                assertTrue(contrast(colour.replace("'", ""), scheme.get("surface")) >= GRAPHICS, colour);
            }
        }
    }
}
