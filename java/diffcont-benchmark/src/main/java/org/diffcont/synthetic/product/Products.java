package org.diffcont.synthetic.product;

import java.util.List;

/** The fifteen categories: seven textures, then eight objects. */
public final class Products {
    public static final List<Product> ALL = List.of(
            new WovenCloth(), new BrushedMetal(), new Leather(), new WoodGrain(), new CeramicTile(), new KnitMesh(),
            new CastConcrete(), new HexBolt(), new Gear(), new Capsule(), new BottleCap(), new CircuitChip(),
            new Biscuit(), new WasherRing(), new CableSection());

    private Products() {
    }
}
