/** Measuring: data sets, experiences, runs, grids, metrics. */
@SuppressWarnings("module") // Modules named below come later than this one.
module org.diffcont.benchmark {
    exports org.diffcont.benchmark to org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.dataset to org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.evaluate to org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.experience to org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.grid to org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.synthetic to org.diffcont.report, org.diffcont.cli;

    // Their records are read from and written to JSON.
    opens org.diffcont.benchmark to com.fasterxml.jackson.databind;
    opens org.diffcont.evaluate to com.fasterxml.jackson.databind;
    opens org.diffcont.grid to com.fasterxml.jackson.databind;

    opens org.diffcont.experience to org.diffcont.detect;

    provides org.diffcont.config.KeySource with org.diffcont.experience.ExperienceKeys;

    requires transitive org.diffcont.continual;
    requires org.slf4j;
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires org.apache.commons.csv;
    requires hipparchus.core;
    requires hipparchus.stat;
}
