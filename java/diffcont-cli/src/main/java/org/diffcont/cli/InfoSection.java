package org.diffcont.cli;

import java.util.Map;

/** One part of what {@code diffcont info} reports. It reports trouble as a value and never throws. */
interface InfoSection {
    /** Heading, for example "CPU". */
    String title();

    /** Name → value, in the order to show; a value may have several lines. */
    Map<String, String> entries();
}
