package org.diffcont.config;

/** {@link EmbeddingTimestep}: the word random, or a timestep. */
record TimestepType() implements ValueType<EmbeddingTimestep> {
    @Override
    public EmbeddingTimestep read(Object raw) {
        if (raw instanceof String text && text.strip().equals("random")) {
            return new EmbeddingTimestep.Random();
        }
        return new EmbeddingTimestep.Fixed((int) Numbers.whole(raw, 0, Integer.MAX_VALUE));
    }

    @Override
    public Object write(EmbeddingTimestep value) {
        return switch (value) {
            case EmbeddingTimestep.Random _ -> "random";
            case EmbeddingTimestep.Fixed(int timestep) -> timestep;
        };
    }

    @Override
    public String allowed() {
        return "random, or a whole number from 0 below diffusion.timesteps";
    }
}
