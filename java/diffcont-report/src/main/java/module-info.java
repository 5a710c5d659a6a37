/** Run folders as HTML pages. */
@SuppressWarnings("module") // The module named below comes later than this one.
module org.diffcont.report {
    exports org.diffcont.report to org.diffcont.cli;
    // The page templates are found by name; what charts draw is written as JSON.
    opens org.diffcont.report to com.fasterxml.jackson.databind, gg.jte.runtime;

    // Only for an annotation on generated code.
    requires static java.compiler;
    requires java.desktop;
    requires org.diffcont.benchmark;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires gg.jte.runtime;
    requires org.apache.commons.csv;
}
