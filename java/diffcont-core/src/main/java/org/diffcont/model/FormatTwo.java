package org.diffcont.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The detector of a model version of format 2, whose readings said how they told synthetic defects from normal images
 * one by one, and not what they find together. That is then not known of them; distances are what they were.
 */
final class FormatTwo {
    static final int FORMAT = 2;

    private FormatTwo() {
    }

    /** Makes detector.json what it is today. */
    static void renew(JsonNode detector) {
        for (JsonNode reading : detector.findParents("synthetic_auroc")) {
            ((ObjectNode) reading).putNull("synthetic").remove("synthetic_auroc");
        }
    }
}
