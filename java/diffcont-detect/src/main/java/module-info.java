/** Detection: image, features, normality, routing, tails, models. {@link org.diffcont.inspection} is the interface for
 * applications; the other packages are for DiffCont's own modules. */
@SuppressWarnings("module") // Modules named below come later than this one.
module org.diffcont.detect {
    exports org.diffcont.error;
    exports org.diffcont.inspection;
    exports org.diffcont.progress;
    exports org.diffcont.config to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.detect to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.detect.check to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.detect.choice to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.detect.normality to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.detect.route to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.detect.source to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.drawing to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.evt to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.files to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.heatmap to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.image to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.intake to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.machine to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.model to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.monitor to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.operation to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.pose to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.random to org.diffcont.continual, org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;

    // Their records are read from and written to JSON.
    opens org.diffcont.detect to com.fasterxml.jackson.databind;
    opens org.diffcont.detect.check to com.fasterxml.jackson.databind;
    opens org.diffcont.detect.normality to com.fasterxml.jackson.databind;
    opens org.diffcont.evt to com.fasterxml.jackson.databind;
    opens org.diffcont.machine to com.fasterxml.jackson.databind;
    opens org.diffcont.model to com.fasterxml.jackson.databind;
    opens org.diffcont.monitor to com.fasterxml.jackson.databind;
    opens org.diffcont.pose to com.fasterxml.jackson.databind;

    uses org.diffcont.config.KeySource;
    uses org.diffcont.config.PartProvider;
    uses org.diffcont.operation.Learner;

    provides org.diffcont.config.PartProvider with
        org.diffcont.detect.source.Sources, org.diffcont.detect.normality.NormalityMethods;

    requires transitive java.desktop;
    requires transitive org.diffcont.nativecore;
    requires org.slf4j;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires org.apache.commons.csv;
    requires org.apache.commons.text;
    requires hipparchus.core;
    requires hipparchus.stat;
    requires com.twelvemonkeys.imageio.metadata;
    requires metadata.extractor;
}
