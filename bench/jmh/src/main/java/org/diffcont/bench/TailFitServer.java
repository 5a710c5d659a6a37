package org.diffcont.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.diffcont.evt.TailFit;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.TailSettings;
import org.diffcont.evt.WeibullTail;

/**
 * Our Weibull fits on request, for {@code bench/compare}: one JSON object a line, in and out, as
 * {@code bench/native/serve/main.cpp} lists them. The variant is a {@link TailForm}. Argument: a file of 15 x 400
 * distances, f64, little-endian. Pure Java, no native library.
 */
public final class TailFitServer {

    private static final int CLASSES = 15;
    private static final int POINTS = 400;
    private static final long WARM_UP_NANOS = 2_000_000_000L;

    private final ObjectMapper mapper = new ObjectMapper();
    private final double[][] tails;

    private TailFitServer(double[][] tails) {
        this.tails = tails;
    }

    public static void main(String[] arguments) throws IOException {
        TailFitServer server = new TailFitServer(read(Path.of(arguments[0])));
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            System.out.println(server.answer(line));
        }
    }

    private static double[][] read(Path file) throws IOException {
        DoubleBuffer values = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer();
        if (values.remaining() != CLASSES * POINTS) {
            throw new IOException(file + " holds " + values.remaining() + " distances, not " + CLASSES * POINTS);
        }
        double[][] tails = new double[CLASSES][POINTS];
        for (double[] tail : tails) {
            values.get(tail);
        }
        return tails;
    }

    private String answer(String line) throws IOException {
        ObjectNode answer = mapper.createObjectNode();
        try {
            JsonNode request = mapper.readTree(line);
            String what = request.path("do").asText();
            if (!what.equals("drop")) {
                serve(what, request, answer);
            }
        } catch (IOException | IllegalArgumentException e) {
            answer.removeAll();
            answer.put("error", e.getMessage());
        }
        return mapper.writeValueAsString(answer);
    }

    private void serve(String what, JsonNode request, ObjectNode answer) throws IOException {
        if (request.path("batch").asInt() != CLASSES) {
            throw new IllegalArgumentException("the batch must be " + CLASSES + " classes");
        }
        TailForm form = TailForm.valueOf(request.path("variant").asText().toUpperCase(Locale.ROOT));
        TailSettings settings = new TailSettings(form, 1.0, 2);
        switch (what) {
            case "prepare" -> {
                warmUp(settings);
                answer.put("items", CLASSES).put("flops", 0).put("bytes", 0).put("java",
                        Runtime.version().toString());
            }
            case "time" -> answer.put("seconds", secondsPerCall(settings, request.path("calls").asInt()));
            case "output" -> {
                write(fit(settings), Path.of(request.path("file").asText()));
                answer.putArray("shape").add(CLASSES).add(2);
            }
            default -> throw new IllegalArgumentException("'" + what + "' is not a request");
        }
    }

    private WeibullTail[] fit(TailSettings settings) {
        WeibullTail[] fits = new WeibullTail[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            fits[c] = TailFit.fit(tails[c], settings);
        }
        return fits;
    }

    /** Until the compiler has had its time. */
    private void warmUp(TailSettings settings) {
        long end = System.nanoTime() + WARM_UP_NANOS;
        while (System.nanoTime() < end) {
            secondsPerCall(settings, 10);
        }
    }

    private double secondsPerCall(TailSettings settings, int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException("calls must be at least 1");
        }
        double check = 0;
        long begin = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            check += fit(settings)[0].scale();
        }
        double seconds = (System.nanoTime() - begin) * 1e-9 / calls;
        // The sum is looked at, so that the fits cannot be left out.
        if (!Double.isFinite(check)) {
            throw new IllegalArgumentException("a fit is not finite");
        }
        return seconds;
    }

    /** Shape and scale of each class. */
    private static void write(WeibullTail[] fits, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(fits.length * 2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (WeibullTail fit : fits) {
            bytes.putFloat((float) fit.shape()).putFloat((float) fit.scale());
        }
        Files.write(file, bytes.array());
    }
}
