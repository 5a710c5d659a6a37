// The losses of the method, one function for each equation of the DiffCont paper. All are differentiable
// 0-dimensional tensors.
#pragma once

#include <ATen/ATen.h>

namespace diffcont {

// Unweighted terms of one step; a term that was not computed is 0.
struct Losses {
  double total = 0;                    // eq. 7
  double diffusion = 0;                // eq. 1
  double classifier = 0;               // eq. 2
  double distillation = 0;             // eq. 3
  double alignment = 0;                // eq. 4
  double center = 0;                   // eq. 5
  double classifier_distillation = 0;  // eq. 6
  double gradient_norm = 0;            // L2 norm over everything that trains, before clipping
};

// Eq. 1: mean over all elements of (predicted noise - noise)^2. Both N x C x S x S.
at::Tensor diffusion_loss(const at::Tensor& predicted_noise, const at::Tensor& noise);

// Eq. 2: mean over images of the cross-entropy of logits (N x classes) and labels (N, int64).
at::Tensor classifier_loss(const at::Tensor& logits, const at::Tensor& labels);

// The same over the images whose label is not kNotClassified (learning/batch.h); 0 when there are none.
at::Tensor masked_classifier_loss(const at::Tensor& logits, const at::Tensor& labels);

// Eq. 3: mean over all elements of (student's - teacher's predicted noise)^2.
at::Tensor distillation_loss(const at::Tensor& student_noise, const at::Tensor& teacher_noise);

// Eq. 4: mean over images and dimensions of (student's - teacher's embedding)^2. Both N x d.
at::Tensor alignment_loss(const at::Tensor& student_embeddings, const at::Tensor& teacher_embeddings);

// Eq. 5: mean over images of ||z_i - mean of its class in this batch||^2, summed over dimensions. Embeddings: N x d.
at::Tensor center_loss(const at::Tensor& embeddings, const at::Tensor& labels);

// Eq. 6: mean over images of KL(teacher || student) over the teacher's classes. Logits: N x student's classes and
// N x teacher's classes; the student's are cut to the teacher's before its softmax.
at::Tensor classifier_distillation_loss(const at::Tensor& student_logits, const at::Tensor& teacher_logits);

}  // namespace diffcont
