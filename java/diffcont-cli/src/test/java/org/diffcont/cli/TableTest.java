package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void numbersAlignRightTextLeftAndMissingIsADash() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            Table table = new Table("class", "AUROC", "images", "note")
                    .row("gear", 0.98765, 1200, "x")
                    .row("bottle_cap", Double.NaN, null, "long note")
                    .rule()
                    .row("größe", -1.0f, 3L, null);
            assertEquals(List.of(
                    "class        AUROC  images  note",
                    "----------  ------  ------  ---------",
                    "gear         0.988    1200  x",
                    "bottle_cap       –       –  long note",
                    "----------  ------  ------  ---------",
                    "größe       -1.000       3  –"),
                    table.toString().lines().toList());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void rowOfAnotherLengthIsRefused() {
        Table table = new Table("a", "b");
        assertThrows(IllegalArgumentException.class, () -> table.row(1));
    }
}
