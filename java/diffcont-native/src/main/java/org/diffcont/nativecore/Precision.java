package org.diffcont.nativecore;

/** Number format that inference computes in; weights and training stay 32-bit floats. */
public enum Precision { F32, BF16 }
