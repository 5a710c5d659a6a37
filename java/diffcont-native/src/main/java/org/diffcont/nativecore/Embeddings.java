package org.diffcont.nativecore;

/**
 * Embeddings (paper: z, not whitened) and classifier logits of some images, row-major.
 *
 * @param embeddings count x dimension
 * @param logits     count x classCount
 */
public record Embeddings(float[] embeddings, float[] logits, int count, int dimension, int classCount) {
}
