package org.diffcont.nativecore;

/** Number format that a network infers in, or a trainer trains in; weights are 32-bit floats in both. */
public enum Precision { F32, BF16 }
