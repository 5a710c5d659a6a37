package org.diffcont.detect.normality;

import java.util.Optional;
import org.diffcont.config.Candidate;

/**
 * A candidate fitted to a class, shared by the readings that differ in pooling only.
 *
 * @param locations  scale of single cells' distances, for heat maps; empty for a model without cells
 */
public record FittedModel(Candidate candidate, Normality normality, Optional<LogScale> locations) {
}
