package org.diffcont.cli;

import java.util.List;
import org.diffcont.replay.ReplayBuffer;

/** How many replayed images of each old class passed the gate. */
final class ReplayTable {
    private ReplayTable() {}

    static Table of(List<ReplayBuffer.ClassReplay> classes) {
        Table table = new Table("replayed class", "sampled", "accepted", "acceptance", "kept", "of these rejected");
        for (ReplayBuffer.ClassReplay c : classes) {
            table.row(c.name(), c.drawn(), c.accepted(), "%.0f %%".formatted(100 * c.acceptanceRate()), c.kept(),
                    c.shortfall());
        }
        return table;
    }
}
