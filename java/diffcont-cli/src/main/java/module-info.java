/** The command line; no package of it is for others. */
module org.diffcont.cli {
    opens org.diffcont.cli to ch.qos.logback.core, com.fasterxml.jackson.databind, info.picocli;

    requires java.desktop;
    requires java.management;
    requires org.diffcont.benchmark;
    requires org.diffcont.nativecore;
    requires org.diffcont.report;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires org.apache.commons.csv;
    requires org.slf4j;
}
