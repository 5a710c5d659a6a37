package org.diffcont.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffcont.files.AtomicFiles;
import org.diffcont.nativecore.Losses;

/** losses.csv of a run: one row for each training step, each loss term in a column of its own. */
final class LossLog {
    private static final String HEADER = "experience,step,total,diffusion,classifier,center,classifier_distillation,"
        + "distillation,alignment,gradient_norm,strategy_term\n";

    private LossLog() {
    }

    /** Adds one experience's rows; rows of that experience or later ones, left by a stopped run, are dropped. */
    static void append(Path file, int experience, List<Losses> losses) {
        StringBuilder text = new StringBuilder(HEADER);
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    if (Character.isDigit(line.isEmpty() ? ' ' : line.charAt(0))
                            && Integer.parseInt(line.substring(0, line.indexOf(','))) < experience) {
                        text.append(line).append('\n');
                    }
                }
            }
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
        for (int step = 0; step < losses.size(); step++) {
            Losses l = losses.get(step);
            text.append(experience).append(',').append(step).append(',').append(l.total()).append(',')
                .append(l.diffusion()).append(',').append(l.classifier()).append(',').append(l.center()).append(',')
                .append(l.classifierDistillation()).append(',').append(l.distillation()).append(',')
                .append(l.alignment()).append(',').append(l.gradientNorm()).append(',').append(l.strategyTerm())
                .append('\n');
        }
        AtomicFiles.write(file, text.toString());
    }
}
