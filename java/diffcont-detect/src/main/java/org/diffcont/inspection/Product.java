package org.diffcont.inspection;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffcont.error.DataException;
import org.diffcont.error.UserException;

/** A product that a model knows. Thread-safe; it asks its {@link Inspector}, so it always speaks of the model in use. */
public final class Product {
    private final Inspector inspector;
    private final String name;

    Product(Inspector inspector, String name) {
        this.inspector = inspector;
        this.name = name;
    }

    /**
     * The product's name.
     *
     * @return as it was learned
     */
    public String name() {
        return name;
    }

    /**
     * The product's threshold.
     *
     * @return a distance; larger ones are anomalous
     */
    public double threshold() {
        return inspector.detector(name).thresholdDistance();
    }

    /**
     * Share of the normal images that the threshold was set on which lie above it.
     *
     * @return in [0, 1]
     */
    public double falseAlarms() {
        return inspector.detector(name).calibration().falsePositiveRate();
    }

    /**
     * What the product is read by.
     *
     * @return the readings, in the order in which they were chosen
     */
    public List<String> readings() {
        return inspector.detector(name).statistics().readings().stream().map(reading -> reading.name().toString()).toList();
    }

    /**
     * What to do about images that make defects hard to see.
     *
     * @return a sentence; empty when there is nothing to say
     */
    public Optional<String> advice() {
        return inspector.advice(name);
    }

    /**
     * Sets the threshold by hand, as a new version of the model.
     *
     * @param distance  larger ones are anomalous from here on; finite
     * @param reason    why, for the model's history
     * @throws UserException when the model's folder cannot be written; the model is then as it was
     */
    public void setThreshold(double distance, String reason) {
        inspector.setThreshold(name, distance, reason);
    }

    /**
     * Moves the product to new normal images, after a lamp, a camera or a material has changed: scales, tail and
     * threshold; as a new version of the model.
     *
     * @param normal  image files of good products only, none that it was learned from
     * @return what was set
     * @throws DataException fewer images than a tail needs, most of them of another product, or images that look wrong
     *     for it (see {@link #recalibrate(List, boolean)}); the model is then as it was
     */
    public Learned recalibrate(List<Path> normal) {
        return recalibrate(normal, false);
    }

    /**
     * As {@link #recalibrate(List)}, also with images of which most are not recognised as this product, are alarms
     * today, or seem to be ones that it was learned from.
     *
     * @param normal     image files of good products only, none that it was learned from
     * @param confirmed  whether somebody has looked at them and is sure
     * @return what was set
     * @throws DataException fewer images than a tail needs, or most of them of another product; the model is then as
     *     it was
     */
    public Learned recalibrate(List<Path> normal, boolean confirmed) {
        return inspector.recalibrate(name, Source.of(normal), confirmed);
    }
}
