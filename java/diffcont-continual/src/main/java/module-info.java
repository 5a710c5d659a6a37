/** Continual learning of a network: losses, replay, gate, strategies. */
@SuppressWarnings("module") // Modules named below come later than this one.
module org.diffcont.continual {
    exports org.diffcont.replay to org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.strategy to org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;
    exports org.diffcont.training to org.diffcont.benchmark, org.diffcont.report, org.diffcont.cli;

    // Their records are read from and written to JSON.
    opens org.diffcont.replay to com.fasterxml.jackson.databind, org.diffcont.detect;

    opens org.diffcont.strategy to org.diffcont.detect;
    opens org.diffcont.training to org.diffcont.detect;

    provides org.diffcont.config.KeySource with org.diffcont.strategy.StrategyKeys;
    provides org.diffcont.operation.Learner with org.diffcont.strategy.StrategyLearner;

    requires transitive org.diffcont.detect;
}
