package org.diffcont.config;

/** {@link Pooling}: one of two words, or a share. */
record PoolingType() implements ValueType<Pooling> {
    private static final DecimalType SHARE = DecimalType.open(0, 1);

    @Override
    public Pooling read(Object raw) {
        if (raw instanceof String text) {
            switch (text.strip()) {
                case "max":
                    return Pooling.MAX;
                case "mean":
                    return Pooling.MEAN;
                default:
                    break;
            }
        }
        return new Pooling(SHARE.read(raw));
    }

    @Override
    public Object write(Pooling value) {
        return value.share() == 0 || value.share() == 1 ? value.toString() : value.share();
    }

    @Override
    public String allowed() {
        return "max, mean, or a share of the cells in (0, 1)";
    }
}
