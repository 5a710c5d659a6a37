package org.diffcont.machine;

/** Number format that a network computes in; {@code AUTO} is bfloat16 where the processor or the GPU has it. */
public enum PrecisionChoice { F32, BF16, AUTO }
