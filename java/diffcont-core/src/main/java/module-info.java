/**
 * Continual anomaly detection. {@link org.diffcont.inspection} is the interface for applications; the other packages
 * are for DiffCont's own command line and reports.
 */
@SuppressWarnings("module") // The modules named below come later than this one.
module org.diffcont.core {
    exports org.diffcont.error;
    exports org.diffcont.inspection;
    exports org.diffcont.progress;

    exports org.diffcont.config to org.diffcont.cli, org.diffcont.report;
    exports org.diffcont.dataset to org.diffcont.cli;
    exports org.diffcont.dataset.synthetic to org.diffcont.cli;
    exports org.diffcont.detect to org.diffcont.cli, org.diffcont.report;
    exports org.diffcont.evaluate to org.diffcont.cli, org.diffcont.report;
    exports org.diffcont.evt to org.diffcont.cli, org.diffcont.report;
    exports org.diffcont.experience to org.diffcont.cli;
    exports org.diffcont.files to org.diffcont.cli;
    exports org.diffcont.grid to org.diffcont.cli, org.diffcont.report;
    exports org.diffcont.heatmap to org.diffcont.cli, org.diffcont.report;
    exports org.diffcont.image to org.diffcont.cli, org.diffcont.report;
    exports org.diffcont.intake to org.diffcont.cli;
    exports org.diffcont.model to org.diffcont.cli;
    exports org.diffcont.monitor to org.diffcont.cli;
    exports org.diffcont.replay to org.diffcont.cli, org.diffcont.report;
    exports org.diffcont.run to org.diffcont.cli, org.diffcont.report;
    exports org.diffcont.strategy to org.diffcont.cli;

    // Their records are read from and written to JSON.
    opens org.diffcont.detect to com.fasterxml.jackson.databind;
    opens org.diffcont.evaluate to com.fasterxml.jackson.databind;
    opens org.diffcont.evt to com.fasterxml.jackson.databind;
    opens org.diffcont.grid to com.fasterxml.jackson.databind;
    opens org.diffcont.model to com.fasterxml.jackson.databind;
    opens org.diffcont.monitor to com.fasterxml.jackson.databind;
    opens org.diffcont.pose to com.fasterxml.jackson.databind;
    opens org.diffcont.replay to com.fasterxml.jackson.databind;
    opens org.diffcont.run to com.fasterxml.jackson.databind;

    requires transitive java.desktop;
    requires org.diffcont.nativecore;
    requires org.slf4j;
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires org.apache.commons.csv;
    requires org.apache.commons.text;
    requires hipparchus.core;
    requires hipparchus.stat;
    requires metadata.extractor;
}
